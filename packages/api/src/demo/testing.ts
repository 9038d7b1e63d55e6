import { pino } from "pino";
import { createAuth } from "../auth/auth";
import { createDoor } from "../auth/door";
import { createExports } from "../http/exports";
import { createHandler } from "../http/handler";
import { withBody } from "../http/text";
import { createLimits } from "../http/limits";
import type { TestApi } from "../testing";
import type { DemoSettings } from "./load";
import type { ReplayClock } from "./replay-client";

const APP_URL = "http://localhost:3000";
const log = pino({ level: "silent" });

const authOf = (api: TestApi) =>
  createAuth(api.auth.db, { appUrl: APP_URL, secret: "a secret for tests only, 32 characters", signUp: "open" }, log);

/** The demo's settings on a test's database and clock. */
export function demoSettings(api: TestApi): DemoSettings {
  return { owner: api.owner.db, auth: authOf(api), authDb: api.auth.db, now: () => api.clock.now, currency: "USD" };
}

/** The real HTTP handler on a test's database and clock, and the door behind it. */
export function testServer(api: TestApi) {
  const auth = authOf(api);
  const door = createDoor(auth, api.auth.db);
  const handle = createHandler({
    log,
    db: api.app.db,
    authDb: api.auth.db,
    auth,
    door,
    limits: createLimits(api.auth.db),
    exports: createExports(),
    currency: "USD",
    trustedOrigins: new Set([APP_URL]),
    https: false,
    now: () => api.clock.now,
    databaseAnswers: async () => true,
    isReady: async () => true,
  });
  return { door, fetch: async (url: string, init: RequestInit) => withBody(await handle(new Request(url, init))) };
}

/** A clock that is moved on by whoever waits. */
export function waitingClock({ clock }: TestApi): ReplayClock {
  return { now: () => clock.now, wait: async (ms) => clock.advance(ms) };
}
