import { inboxState, notifications } from "@pipeline/db/schema";
import { sql } from "drizzle-orm";
import type { Scope } from "../ctx";
import { firstDifference, type Difference } from "./difference";

/** An inbox whose version lags behind one of its rows: a poll since that version would miss the row. */
export function verifyInboxVersion(scope: Scope): Promise<Difference | undefined> {
  return firstDifference(
    scope,
    "inbox_state",
    sql`select '{}'::jsonb as key, 'version ' || s.version as stored, 'version ' || max(n.version) || ' or more' as recomputed
      from ${notifications} n left join ${inboxState} s on s.user_id = n.user_id
      where n.user_id = ${scope.userId}
      group by s.version having s.version is null or max(n.version) > s.version`,
  );
}

/** The first notification of which the badge and the time of reading say different things. */
export function verifyRead(scope: Scope): Promise<Difference | undefined> {
  return firstDifference(
    scope,
    "lora_notifications",
    sql`select jsonb_build_object('id', n.id) as key, 'read ' || n.read as stored,
        'read ' || (n.read_at is not null) as recomputed
      from ${notifications} n where n.user_id = ${scope.userId} and n.read <> (n.read_at is not null)`,
  );
}
