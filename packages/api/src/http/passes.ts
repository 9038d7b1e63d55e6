import { toInstant } from "@pipeline/core/instant";
import type { Db } from "@pipeline/db";
import { apiKeys, sessions } from "@pipeline/db/schema";
import { sql } from "drizzle-orm";
import type { Logger } from "pino";
import type { Hub } from "../notifications/hub";

/** A stream outlives the session or key it was opened with by this long, whichever process took that away. */
const LOOK_MS = 2_000;

type Watched = { readonly db: Db; readonly hub: Hub; readonly now: () => number; readonly log: Logger };

/**
 * Ends the streams of who has signed out, or whose key was revoked, and of who has expired or is gone: one query every two
 * seconds for all streams of this process, none without a stream.
 */
export function watchPasses({ db, hub, now, log }: Watched): { stop(): void } {
  let looking = false;
  async function look(): Promise<void> {
    const passes = hub.passes();
    if (looking || passes.length === 0) return;
    looking = true;
    try {
      const valid = await validOf(db, passes, now());
      hub.endThose(new Set(passes.filter((pass) => !valid.has(pass))));
    } catch (err) {
      // Without the database nobody is let in either; who is in hears nothing new.
      log.debug({ err }, "Streams are not checked.");
    } finally {
      looking = false;
    }
  }
  const timer = setInterval(() => void look(), LOOK_MS).unref();
  return { stop: () => clearInterval(timer) };
}

/** Those that would still let somebody in at `now` (ms). */
async function validOf(db: Db, passes: readonly string[], now: number): Promise<Set<string>> {
  const asked = sql`select value::uuid from jsonb_array_elements_text(${JSON.stringify(passes)}::jsonb)`;
  const at = sql`${toInstant(now)}::timestamptz`;
  const rows = await db.execute<{ id: string }>(
    sql`select id from ${sessions} where id in (${asked}) and ${sessions.expiresAt} > ${at}
      union all select id from ${apiKeys} where id in (${asked}) and ${apiKeys.enabled}
        and (${apiKeys.expiresAt} is null or ${apiKeys.expiresAt} > ${at})`,
  );
  return new Set(rows.map(({ id }) => id));
}
