import { headers } from "next/headers";

/** What a script of this answer carries so that the browser runs it; undefined where the server gives none. */
export async function nonce(): Promise<string | undefined> {
  // Put there by pages.mjs, as Next reads it for its own scripts.
  const policy = (await headers()).get("content-security-policy") ?? "";
  return /'nonce-([\w+/=]+)'/.exec(policy)?.[1];
}
