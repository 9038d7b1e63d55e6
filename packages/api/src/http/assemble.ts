import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "@pipeline/db";
import { sql } from "drizzle-orm";
import { createAuth } from "../auth/auth";
import { createDoor } from "../auth/door";
import { trustedOrigins } from "../auth/origins";
import { signedIn } from "../auth/session";
import { STOPPING } from "./problem";
import type { App } from "./app";
import type { Core } from "./core";
import { createHandler } from "./handler";
import type { Parts } from "./parts";
import { refuse } from "./refuse";
import { withBody } from "./text";
import { requestCtx } from "./trpc";

const PATIENCE_MS = 2_000;

/** Puts the application together around a core; any number may share one. */
export function assemble(core: Core): App {
  const { env, log, database, running, isReady } = core;
  const parts = toParts(core);
  const handler = createHandler({ ...parts, isReady: async () => isReady() && parts.databaseAnswers() });
  const answer = (request: Request) =>
    running.during(
      () => handler(request),
      () => refuse(request, STOPPING, parts.https),
    );
  return {
    env,
    log,
    database,
    auth: parts.auth,
    door: parts.door,
    onTouch: core.push.touch,
    answer,
    handle: async (request) => withBody(await answer(request)),
    async requestCtx(headers) {
      const session = await signedIn(parts.auth, parts.authDb, headers, parts.now());
      if (session) core.seen(session.actor);
      return requestCtx(parts, session?.actor ?? null, { requestId: randomUUID(), address: null });
    },
    isReady,
    close: core.close,
  };
}

function toParts({ env, log, database, limits, metrics, exports, push, pollAfterMs, now, seen }: Core): Parts {
  const auth = createAuth(database.auth.db, env, log);
  return {
    log,
    db: database.app.db,
    authDb: database.auth.db,
    auth,
    door: createDoor(auth, database.auth.db),
    limits,
    scrape: metrics && env.metricsToken !== undefined ? { metrics, token: env.metricsToken } : undefined,
    exports,
    currency: env.currency,
    trustedOrigins: new Set(trustedOrigins(env.appUrl)),
    https: env.appUrl.startsWith("https:"),
    now,
    hub: push.hub,
    onTouch: push.touch,
    pollAfterMs,
    databaseAnswers: () => answers(database),
    seen,
  };
}

async function answers({ app }: Database): Promise<boolean> {
  const asked = app.db.execute(sql`select 1`).then(
    () => true,
    () => false,
  );
  return Promise.race([asked, sleep(PATIENCE_MS, false, { ref: false })]);
}
