import type { auth } from "./auth-client";
import { forgetAccount } from "./one-account";

type Unreached = { data: null; error: { status: number; code?: string; message?: string } };

/** Asks the door: signing up, in and out. Its client is loaded by the first question; status 0 when it cannot be. */
export async function atDoor<Answer>(ask: (door: typeof auth) => Promise<Answer>): Promise<Answer | Unreached> {
  const loaded = await import("./auth-client").catch(() => undefined);
  return loaded ? ask(loaded.auth) : { data: null, error: { status: 0 } };
}

/** Ends the session and forgets everything that was loaded with it. */
export async function signOut(): Promise<void> {
  await atDoor((door) => door.signOut());
  forgetAccount();
  window.location.assign("/sign-in");
}
