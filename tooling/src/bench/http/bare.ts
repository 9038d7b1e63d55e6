import { createHmac, timingSafeEqual } from "node:crypto";
import postgres from "postgres";

/** What a baseline server needs to know, as JSON in its environment. */
export type Settings = {
  readonly app: object;
  readonly auth: object;
  readonly secret: string;
  readonly cookieName: string;
};

export type Answer = { readonly status: number; readonly body: unknown };
/** Answers a GET of our tRPC paths. */
export type Answering = (path: string, input: string | null, cookies: string | undefined) => Promise<Answer>;

const SNAPSHOT = "isolation level repeatable read read only";
const DAY_MS = 86_400_000;

type Session = { user_id: string; email: string; name: string; session_id: string; expires_at: Date };
type State = { version: string; next_due_at: Date | null; floor_version: string; swept_at: Date | null };

/**
 * The same answers by hand: postgres.js alone, every statement prepared, the same session check, and the same transaction
 * with its identity, so that row-level security binds it. Input is parsed and checked for what it needs, no more.
 */
export function answering({ app, auth, secret, cookieName }: Settings): Answering {
  const sql = postgres({ ...app, max: 10, onnotice: () => {}, connection: { TimeZone: "UTC" } });
  const door = postgres({ ...auth, max: 4, onnotice: () => {}, connection: { TimeZone: "UTC" } });

  async function sessionOf(cookies: string | undefined): Promise<Session | undefined> {
    const token = cookies === undefined ? undefined : signedValue(cookies, cookieName, secret);
    if (token === undefined) return undefined;
    const [row] = await door<Session[]>`
      select u.id as user_id, u.email, u.name, s.id as session_id, s.expires_at
      from sessions s join users u on u.id = s.user_id
      where s.token = ${token} and s.expires_at > ${new Date()}`;
    return row;
  }

  async function poll(userId: string, { since }: { since: number }) {
    const [, [state]] = await sql.begin(SNAPSHOT, (tx) => [
      tx`select set_app_user(${userId})`,
      tx<State[]>`select version, next_due_at, floor_version, swept_at from inbox_state where user_id = ${userId}`,
    ]);
    if (Number(state?.version) !== since) throw new Error("The inbox has changed.");
    return { changed: false, version: since, pollAfterMs: 5_000 };
  }

  async function list(userId: string, { limit }: { limit: number }) {
    const [, [state], [unread], rows] = await sql.begin(SNAPSHOT, (tx) => [
      tx`select set_app_user(${userId})`,
      tx<State[]>`select version, next_due_at, floor_version, swept_at from inbox_state where user_id = ${userId}`,
      tx<{ count: number }[]>`
        select count(*)::int as count from lora_notifications
        where user_id = ${userId} and read = false
          and archived_at is null and snoozed_until is null and removed_at is null`,
      tx`
        select user_id as "userId", id, type, title, message, priority, read, action_url as "actionUrl", metadata,
          created_at as "createdAt", job_id as "jobId", group_key as "groupKey", read_at as "readAt",
          archived_at as "archivedAt", snoozed_until as "snoozedUntil", expires_at as "expiresAt", sort_at as "sortAt",
          version
        from lora_notifications
        where user_id = ${userId} and archived_at is null and snoozed_until is null and removed_at is null
        order by sort_at desc, id desc
        limit ${limit + 1}`,
    ]);
    const items = rows.slice(0, limit);
    const last = rows.length > limit ? items.at(-1) : undefined;
    return {
      items,
      nextCursor: last ? Buffer.from(JSON.stringify([last.sortAt, last.id])).toString("base64url") : null,
      unreadCount: unread?.count ?? 0,
      version: Number(state?.version),
    };
  }

  async function summary(userId: string) {
    const now = new Date();
    const to = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
    const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1));
    const before = new Date(from.getTime() - (to.getTime() - from.getTime()));
    type Day = { bucket: Date; key: string; amount: string; count: number; sum: string };
    const [, [account], days, [previous], open] = await sql.begin(SNAPSHOT, (tx) => [
      tx`select set_app_user(${userId})`,
      tx<{ time_zone: string }[]>`select time_zone from account_settings where user_id = ${userId}`,
      tx<Day[]>`
        select bucket, cost_type as key, sum(amount) as amount, sum(count)::int as count,
          sum(sum(amount)) over (partition by cost_type) as sum
        from cost_rollups
        where user_id = ${userId} and grain = 'day' and bucket >= ${from} and bucket < ${to}
        group by bucket, cost_type order by bucket, cost_type`,
      tx<{ amount: string; total: string }[]>`
        select coalesce(sum(amount) filter (where bucket < ${from}), 0) as amount,
          coalesce(sum(amount) filter (where bucket >= ${from}), 0) as total
        from cost_rollups where user_id = ${userId} and grain = 'day' and bucket >= ${before} and bucket < ${to}`,
      tx`select id, runs, metered_until from lora_training_jobs where user_id = ${userId} and status in ('running', 'paused')`,
    ]);
    const keys = [...new Set(days.map(({ key }) => key))];
    const amounts = new Map(days.map(({ bucket, key, amount }) => [`${bucket.toISOString()} ${key}`, amount]));
    const starts: Date[] = [];
    for (let at = from.getTime(); at < to.getTime(); at += DAY_MS) starts.push(new Date(at));
    const series = starts.map((start) => ({
      start,
      end: new Date(start.getTime() + DAY_MS),
      label: start.toISOString().slice(0, 10),
      amounts: keys.map((key) => ({ key, amount: amounts.get(`${start.toISOString()} ${key}`) ?? "0" })),
    }));
    return {
      range: { from, to, timeZone: account?.time_zone ?? "UTC", granularity: "day" },
      total: previous?.total ?? "0",
      recordCount: days.reduce((count, day) => count + day.count, 0),
      breakdown: keys.map((key) => ({ key, amount: days.find((day) => day.key === key)?.sum ?? "0" })),
      series,
      previous: { total: previous?.amount ?? "0" },
      live: { runningJobs: open.length, asOf: now },
    };
  }

  return async (path, input, cookies) => {
    const session = await sessionOf(cookies);
    if (!session) return { status: 401, body: { error: "Sign in first." } };
    const values = JSON.parse(input ?? "{}");
    const { user_id: userId } = session;
    if (path.endsWith("/notifications.poll") && Number.isSafeInteger(values.since)) {
      return { status: 200, body: { result: { data: await poll(userId, values) } } };
    }
    if (path.endsWith("/notifications.list") && Number.isSafeInteger(values.limit)) {
      return { status: 200, body: { result: { data: await list(userId, values) } } };
    }
    if (path.endsWith("/costs.summary") && values.period === "lastMonth") {
      return { status: 200, body: { result: { data: await summary(userId) } } };
    }
    return { status: 400, body: { error: "What was that?" } };
  };
}

function signedValue(cookies: string, name: string, secret: string): string | undefined {
  const pair = cookies.split("; ").find((one) => one.startsWith(`${name}=`));
  if (pair === undefined) return undefined;
  const whole = decodeURIComponent(pair.slice(name.length + 1));
  const dot = whole.lastIndexOf(".");
  const value = whole.slice(0, dot);
  const given = Buffer.from(whole.slice(dot + 1));
  const right = Buffer.from(createHmac("sha256", secret).update(value).digest("base64"));
  return given.length === right.length && timingSafeEqual(given, right) ? value : undefined;
}
