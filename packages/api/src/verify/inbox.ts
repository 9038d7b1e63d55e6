import { inboxState, notifications } from "@pipeline/db/schema";
import { sql } from "drizzle-orm";
import type { Scope } from "../ctx";
import { firstDifference, isoText, type Difference } from "./difference";

/**
 * An inbox whose version lags behind one of its rows, so that a poll since that version would miss the row; or that has
 * forgotten more than there was.
 */
export function verifyInboxVersion(scope: Scope): Promise<Difference | undefined> {
  return firstDifference(
    scope,
    "inbox_state",
    sql`select '{}'::jsonb as key, 'version ' || s.version as stored, 'version ' || max(n.version) || ' or more' as recomputed
      from ${notifications} n left join ${inboxState} s on s.user_id = n.user_id
      where n.user_id = ${scope.userId}
      group by s.version having s.version is null or max(n.version) > s.version
      union all
      select '{}', 'floor_version ' || s.floor_version, 'floor_version ' || s.version || ' or less'
      from ${inboxState} s where s.user_id = ${scope.userId} and s.floor_version > s.version`,
  );
}

/** An inbox that would be looked at too late for a notification that wakes or expires. */
export function verifyNextDue(scope: Scope): Promise<Difference | undefined> {
  const next = sql.raw("s.next_due_at");
  const due = sql.raw("min(least(n.snoozed_until, n.expires_at))");
  return firstDifference(
    scope,
    "inbox_state",
    sql`select '{}'::jsonb as key, 'next_due_at ' || coalesce(${isoText(next)}, 'null') as stored,
        'next_due_at ' || ${isoText(due)} || ' or before' as recomputed
      from ${notifications} n left join ${inboxState} s on s.user_id = n.user_id
      where n.user_id = ${scope.userId} and n.removed_at is null
      group by s.next_due_at having ${due} < coalesce(s.next_due_at, 'infinity')`,
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

/** The first notification that is in two places at once, or that was removed and could be brought back. */
export function verifyPlaces(scope: Scope): Promise<Difference | undefined> {
  return firstDifference(
    scope,
    "lora_notifications",
    sql`select jsonb_build_object('id', n.id) as key, 'archived and snoozed' as stored, 'one of them' as recomputed
      from ${notifications} n
      where n.user_id = ${scope.userId} and n.archived_at is not null and n.snoozed_until is not null
      union all
      select jsonb_build_object('id', n.id), 'removed, and what it was before', 'removed for good'
      from ${notifications} n
      where n.user_id = ${scope.userId} and n.removed_at is not null and n.before is not null`,
  );
}
