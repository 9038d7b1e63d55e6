import { createAuthClient } from "better-auth/react";
import { forgetAccount } from "./one-account";

/** The door: signing up, in and out. */
export const auth = createAuthClient({ basePath: "/api/auth" });

/** Ends the session and forgets everything that was loaded with it. */
export async function signOut(): Promise<void> {
  await auth.signOut();
  forgetAccount();
  window.location.assign("/sign-in");
}
