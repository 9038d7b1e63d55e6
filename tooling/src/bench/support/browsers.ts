import type { App } from "@pipeline/api/http";
import { generateSignedCookie } from "hono/cookie";

/** Somebody who is signed in: the header that says so. */
export type Browser = { readonly cookie: string };

/** Signs `count` browsers in, shared evenly among users; so many that none comes near its limit of requests. */
export async function openBrowsers({ auth }: App, users: readonly string[], count: number): Promise<Browser[]> {
  const { internalAdapter, authCookies, secret } = await auth.$context;
  const browsers: Browser[] = [];
  for (let n = 0; n < count; n++) {
    const session = await internalAdapter.createSession(users[n % users.length] ?? "");
    const cookie = await generateSignedCookie(authCookies.sessionToken.name, session.token, secret);
    browsers.push({ cookie: cookie.split(";")[0] ?? "" });
  }
  return browsers;
}
