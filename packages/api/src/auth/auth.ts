import { randomUUID } from "node:crypto";
import { apiKey } from "@better-auth/api-key";
import type { Db } from "@pipeline/db";
import { accounts, apiKeys, rateLimits, sessions, users, verifications } from "@pipeline/db/schema";
import { betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import type { Logger } from "pino";
import type { Env } from "../env";
import { PASSWORD_MIN } from "./input";
import { authLog } from "./log";
import { oneTransaction } from "./one-transaction";
import { trustedOrigins } from "./origins";

const schema = {
  user: users,
  session: sessions,
  account: accounts,
  verification: verifications,
  apikey: apiKeys,
  rateLimit: rateLimits,
};

export type Auth = ReturnType<typeof createAuth>;

/** The library that knows who people are. `db` is the door's own connection. */
export function createAuth(db: Db, env: Pick<Env, "appUrl" | "secret" | "signUp">, log: Logger) {
  return betterAuth({
    appName: "Pipeline",
    baseURL: env.appUrl,
    basePath: "/api/auth",
    secret: env.secret,
    trustedOrigins: trustedOrigins(env.appUrl),
    database: oneTransaction(db, (over) => drizzleAdapter(over, { provider: "pg", schema })),
    emailAndPassword: {
      enabled: true,
      minPasswordLength: PASSWORD_MIN,
      disableSignUp: env.signUp === "closed",
      revokeSessionsOnPasswordReset: true,
    },
    user: { deleteUser: { enabled: true } },
    // A signed-out session is refused at the next request: nothing about it is kept in the browser.
    session: { cookieCache: { enabled: false } },
    advanced: {
      cookiePrefix: "pipeline",
      useSecureCookies: env.appUrl.startsWith("https:"),
      database: { generateId: () => randomUUID() },
      // The address would come from a header that anyone can write.
      ipAddress: { disableIpTracking: true },
      // Ours is stricter and the same for every route.
      disableCSRFCheck: true,
    },
    // Ours counts failures by e-mail; this one would count addresses that callers make up.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { log: authLog(log), level: "debug" },
    // What is unexpected goes to our handler, which hides it.
    onAPIError: { throw: true },
    plugins: [
      apiKey({
        defaultPrefix: "pk_",
        // The plugin's own limit is 10 requests a day.
        rateLimit: { enabled: false },
        startingCharactersConfig: { shouldStore: true, charactersLength: 8 },
        maximumNameLength: 200,
        // Days.
        keyExpiration: { minExpiresIn: 0, maxExpiresIn: 36_500 },
      }),
    ],
  });
}
