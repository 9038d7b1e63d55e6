import { PASSWORD } from "../http/testing";

const NEW_PASSWORD = "another password";

/** Somebody who is signed in, and at other places. */
export type Account = { email: string; userId: string; headers: { cookie: string }; others: string[] };

type Deed = { path: string; body: (of: Account) => object; stranger?: true; order: string[] };
const KEPT = ["insert audit_entries", "commit"];

/** What somebody asks of the door, and what becomes of it, in this order. */
export const DEEDS: Record<string, Deed> = {
  "a sign-up": {
    path: "/sign-up/email",
    body: ({ email }) => ({ email: `new-${email}`, password: PASSWORD, name: "New" }),
    stranger: true,
    order: ["hash", "begin", "insert users", "insert accounts", "insert sessions", ...KEPT, "sign"],
  },
  "a sign-in": {
    path: "/sign-in/email",
    body: ({ email }) => ({ email, password: PASSWORD }),
    stranger: true,
    order: ["verify", "begin", "insert sessions", ...KEPT, "sign"],
  },
  "a sign-out": {
    path: "/sign-out",
    body: () => ({}),
    order: ["begin", "lock accounts", "delete sessions", ...KEPT],
  },
  "a change of password": {
    path: "/change-password",
    body: () => ({ currentPassword: PASSWORD, newPassword: NEW_PASSWORD }),
    order: ["hash", "verify", "begin", "lock accounts", "update accounts", ...KEPT],
  },
  "a change of password that ends the other sessions": {
    path: "/change-password",
    body: () => ({ currentPassword: PASSWORD, newPassword: NEW_PASSWORD, revokeOtherSessions: true }),
    order: ["hash", "verify", "begin", "lock accounts", "update accounts", "delete sessions", "insert sessions"].concat(
      KEPT,
      "sign",
    ),
  },
  "the end of a session": {
    path: "/revoke-session",
    body: ({ others }) => ({ token: others[0] }),
    order: ["begin", "lock accounts", "delete sessions", ...KEPT],
  },
  "the end of all sessions": {
    path: "/revoke-sessions",
    body: () => ({}),
    order: ["begin", "lock accounts", "delete sessions", ...KEPT],
  },
  "the end of all other sessions": {
    path: "/revoke-other-sessions",
    body: () => ({}),
    order: ["begin", "lock accounts", "delete sessions", "delete sessions", ...KEPT],
  },
  "the end of an account": {
    path: "/delete-user",
    body: () => ({ password: PASSWORD }),
    order: ["verify", "begin", "lock accounts", "delete sessions", "delete accounts", "delete users"].concat(
      "delete sessions",
      KEPT,
    ),
  },
};

const LOCK = /from "(\w+)" .* for no key update/;
const WRITE = /^(insert|update|delete)(?: into| from)? "(\w+)"/;

/** What a statement does; nothing where it only looks, or counts how often somebody asks. */
export function doing(text: string): string | undefined {
  if (/^(begin|commit|rollback)/i.test(text)) return text.trim().toLowerCase();
  const lock = LOCK.exec(text)?.[1];
  if (lock !== undefined) return `lock ${lock}`;
  const [, verb, table] = WRITE.exec(text) ?? [];
  return verb === undefined || table === "limit_counts" ? undefined : `${verb} ${table}`;
}
