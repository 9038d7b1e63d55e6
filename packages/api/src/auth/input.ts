import type { AuditAction } from "@pipeline/core/audit";
import { name, text } from "@pipeline/core/text";
import { z } from "zod";

export const PASSWORD_MIN = 10;
const PASSWORD_MAX = 128;

const Email = z.string().max(254, "At most 254 characters.").pipe(z.email("Must be an e-mail address."));
const NewPassword = z
  .string()
  .min(PASSWORD_MIN, `At least ${PASSWORD_MIN} characters.`)
  .max(PASSWORD_MAX, `At most ${PASSWORD_MAX} characters.`);
const Password = z.string().min(1, "Must not be empty.").max(PASSWORD_MAX, `At most ${PASSWORD_MAX} characters.`);
const rememberMe = z.boolean().optional();

export const SignUp = z.strictObject({ email: Email, password: NewPassword, name: name(100), rememberMe });
export const SignIn = z.strictObject({ email: Email, password: Password, rememberMe });
/** An account as the seeds and the command line make it. */
export const NewUser = z.strictObject({ email: Email, password: NewPassword.optional(), name: name(100) });
export type NewUser = z.infer<typeof NewUser>;

const Nothing = z.strictObject({}).optional();
const ChangePassword = z.strictObject({
  currentPassword: Password,
  newPassword: NewPassword,
  revokeOtherSessions: z.boolean().optional(),
});
const RevokeSession = z.strictObject({ token: text(200) });
/** Its owner has to prove who asks: what goes does not come back. */
const DeleteUser = z.strictObject({ password: Password });

type AuthRoute = {
  /** For who is not signed in, too. */
  open?: true;
} & ({ method: "GET" } | { method: "POST"; body: z.ZodType; audit: AuditAction });

/** What of better-auth can be reached from outside; everything else is 404, keys above all. */
export const AUTH_ROUTES: Readonly<Record<string, AuthRoute>> = {
  "/sign-up/email": { open: true, method: "POST", body: SignUp, audit: "auth.signUp" },
  "/sign-in/email": { open: true, method: "POST", body: SignIn, audit: "auth.signIn" },
  "/sign-out": { open: true, method: "POST", body: Nothing, audit: "auth.signOut" },
  "/get-session": { open: true, method: "GET" },
  "/change-password": { method: "POST", body: ChangePassword, audit: "auth.changePassword" },
  "/list-sessions": { method: "GET" },
  "/revoke-session": { method: "POST", body: RevokeSession, audit: "auth.revokeSession" },
  "/revoke-sessions": { method: "POST", body: Nothing, audit: "auth.revokeSessions" },
  "/revoke-other-sessions": { method: "POST", body: Nothing, audit: "auth.revokeOtherSessions" },
  "/delete-user": { method: "POST", body: DeleteUser, audit: "auth.deleteUser" },
};
