import { performance } from "node:perf_hooks";
import { NOTIFICATION_TYPES } from "@pipeline/core/notification-types";
import type { Connection } from "@pipeline/db";

/** How many of the newest are unread; of the rest every fifth is archived. */
const UNREAD = 100;

export type Inboxes = {
  /** Ids; all but the first read what they get. */
  readonly users: readonly string[];
  /** Somebody who has read nothing. */
  readonly hoarder: string;
  readonly perUser: number;
  /** The version of each inbox. */
  readonly version: number;
  readonly seconds: number;
  readonly postgres: string;
};

/**
 * Makes users with notifications of a year, as the owner and in bulk, and lets the database know of them. Nobody has read
 * nothing where nobody `hoards`.
 */
export async function fillInboxes(
  { sql }: Connection,
  size: { users: number; perUser: number; hoards?: boolean },
): Promise<Inboxes> {
  const { users: count, perUser, hoards = true } = size;
  const began = performance.now();
  const made = await sql<{ id: string }[]>`
    insert into users (id, name, email, email_verified, created_at, updated_at)
    select gen_random_uuid(), 'Bench', n || '@bench.test', true, now(), now() from generate_series(1, ${count}) n
    returning id`;
  const users = made.map(({ id }) => id);
  const hoarder = users[0] ?? "";
  await sql`
    insert into lora_notifications (
      user_id, id, type, title, message, priority, action_url, metadata, created_at, sort_at, dedupe_key, version,
      read, read_at, archived_at
    )
    select
      u.id, gen_random_uuid(), (${NOTIFICATION_TYPES}::text[])[1 + n % ${NOTIFICATION_TYPES.length}],
      'Training Started', 'llama-3-8b support-bot ' || n || ' is running on 8 H100.', 'medium',
      '/training/jobs/' || gen_random_uuid(), jsonb_build_object('job_id', gen_random_uuid(), 'gpu_type', 'H100'),
      made_at, made_at, 'bench:' || n, n, is_read, case when is_read then made_at end, archived_at
    from users u
    cross join generate_series(1, ${perUser}) n
    cross join lateral (
      select
        now() - (${perUser} - n) * (interval '360 days' / ${perUser}) as made_at,
        (u.id <> ${hoarder} or ${!hoards}) and n <= ${perUser - UNREAD} as is_read
    ) as written
    cross join lateral (
      select case when is_read and n % 5 = 0 then made_at end as archived_at
    ) as filed
    order by u.id, n`;
  await sql`insert into inbox_state (user_id, version) select id, ${perUser} from users`;
  const seconds = (performance.now() - began) / 1000;
  for (const table of ["users", "lora_notifications", "inbox_state"]) await sql.unsafe(`vacuum (analyze) ${table}`);
  const [server] = await sql<{ version: string }[]>`select current_setting('server_version') as version`;
  return { users, hoarder, perUser, version: perUser, seconds, postgres: server?.version ?? "unknown" };
}
