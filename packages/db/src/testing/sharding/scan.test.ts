import { describe, expect, test } from "vitest";
import type { Role } from "./rules";
import { scan } from "./scan";

const PER_USER = new Set(["jobs", "costs", "inbox"]);

async function brokenBy(query: string, role: Role = "app"): Promise<string[]> {
  const broken = await scan([{ role, query, file: "a.test.ts" }], PER_USER);
  return broken.map((text) => text.split("\n")[0] ?? "");
}

describe("a statement about users' rows", () => {
  test.each([
    ["names its user", "select * from jobs where user_id = $1 and id = $2"],
    [
      "names it by way of a join",
      "select 1 from jobs j join costs c on c.user_id = j.user_id where j.user_id = $1::uuid",
    ],
    [
      "names it in every branch",
      "select 1 from jobs where user_id = $1 union all select 1 from costs where user_id = $1",
    ],
    ["names whose rows it writes", "insert into jobs (user_id, id) values ($1, $2) on conflict do nothing"],
    ["reads what a CTE has found", "with a as (select id from jobs where user_id = $1) select * from a"],
    [
      "adds up where a row is there",
      "insert into jobs (user_id, n) values ($1, 1) on conflict (user_id) do update set n = jobs.n + excluded.n",
    ],
    ["copies what it answers", "insert into jobs (user_id) select user_id from costs where user_id = $1 returning id"],
    [
      "takes what depends on the session from a query",
      "update jobs set at = was.at from (select at::text as at from costs where user_id = $1 order by id) was where user_id = $1",
    ],
    ["says in which zone", "select to_char(at at time zone 'UTC', 'HH') from jobs where user_id = $1"],
  ])("that %s is one for shards", async (_, query) => {
    expect(await brokenBy(query)).toEqual([]);
  });

  const NAMES = "names user_id: ";
  test.each([
    ["select * from jobs where id = $1", `${NAMES}jobs without one user_id`],
    ["select * from jobs where user_id = any($1)", `${NAMES}jobs without one user_id`],
    ["select * from jobs where user_id = $1 or id = $2", `${NAMES}jobs without one user_id`],
    ["select * from jobs where not user_id = $1", `${NAMES}jobs without one user_id`],
    ["select 1 from jobs j join costs c on c.job_id = j.id where j.user_id = $1", `${NAMES}costs without one user_id`],
    [
      "select (select 1 from costs c where c.user_id = j.user_id) from jobs j where j.user_id = $1",
      `${NAMES}costs without one user_id`,
    ],
    ["select 1 from jobs where user_id = $1 union all select 1 from costs", `${NAMES}costs without one user_id`],
    ["with a as (delete from costs returning id) select * from a", `${NAMES}costs without one user_id`],
    ["select 1 from (select 1 from jobs) j", `${NAMES}jobs without one user_id`],
    [
      "update jobs set n = 1 from costs c where jobs.user_id = $1 and c.job_id = jobs.id",
      `${NAMES}costs without one user_id`,
    ],
    ["insert into jobs (id) values ($1)", `${NAMES}jobs without one user_id`],
    ["insert into jobs (user_id) select user_id from costs returning id", `${NAMES}costs without one user_id`],
  ])("is found without one user: %s", async (query, broken) => {
    expect(await brokenBy(query)).toEqual([broken]);
  });

  test.each([
    [
      "insert into jobs (user_id) values ($1) on conflict (user_id) do update set at = now()",
      "DO UPDATE SET is immutable: now()",
    ],
    [
      "insert into jobs (user_id) values ($1) on conflict (user_id) do update set at = current_timestamp",
      "DO UPDATE SET is immutable: the present",
    ],
    [
      "insert into jobs (user_id) values ($1) on conflict (user_id) do update set at = excluded.at + interval '1 day'",
      "DO UPDATE SET is immutable: a cast to interval",
    ],
    [
      "insert into jobs (user_id, id) select user_id, id from costs where user_id = $1",
      "INSERT from a SELECT answers: neither RETURNING nor ON CONFLICT",
    ],
    ["insert into jobs (user_id, n) values ($1, (select 1))", "INSERT of values holds no query: a sub-select"],
    [
      "insert into jobs (user_id) values ($1) on conflict (user_id) do update set n = (select 1)",
      "INSERT of values holds no query: a sub-select",
    ],
    [
      "update jobs set before = jsonb_build_object('at', at) where user_id = $1",
      "UPDATE and DELETE depend on no session: jsonb_build_object()",
    ],
    [
      "update jobs set at = (before ->> 'at')::timestamptz where user_id = $1",
      "UPDATE and DELETE depend on no session: a cast to timestamptz",
    ],
    [
      "update jobs set at = was.at from (select at::text as at from costs where user_id = $1) was where user_id = $1",
      "UPDATE and DELETE depend on no session: a cast to text",
    ],
    [
      "delete from jobs where user_id = $1 and at + interval '1 day' < $2",
      "UPDATE and DELETE depend on no session: an interval",
    ],
    ["update jobs set id = gen_random_uuid() where user_id = $1", "UPDATE SET is not volatile: gen_random_uuid"],
    ["update jobs set n = 1 where user_id = $1 returning at::text", "RETURNING is immutable: a cast to text"],
    [
      "delete from jobs where user_id = $1 returning to_char(at at time zone 'UTC', 'HH')",
      "RETURNING is immutable: to_char()",
    ],
    ["select date_trunc('day', at) from jobs where user_id = $1", "zones are explicit: date_trunc without a zone"],
    ["select at::date from jobs where user_id = $1", "zones are explicit: a cast to date"],
    ["select to_char(at, 'HH') from jobs where user_id = $1", "zones are explicit: to_char without a zone"],
    ["select ctid from jobs where user_id = $1", "nothing that shards cannot do: ctid"],
    ["update jobs set user_id = $1 where user_id = $2", "nothing that shards cannot do: a change of user_id"],
    [
      "select pg_notify('c', 'p') from jobs where user_id = $1",
      "what the coordinator does is its own statement: pg_notify",
    ],
    [
      "select pg_advisory_xact_lock(1) from jobs where user_id = $1",
      "what the coordinator does is its own statement: pg_advisory_xact_lock",
    ],
    [
      "select 1 from jobs j, prices p where j.user_id = $1",
      "other tables stand apart: prices in one statement with users' rows",
    ],
    ["update users set name = $1", "only the door writes users: users"],
  ])("is found: %s", async (query, broken) => {
    expect(await brokenBy(query)).toEqual([broken]);
  });

  test("is never locked, grouped in sets or recursive across users", async () => {
    const rule = "across users nothing is locked: ";
    expect(await brokenBy("select * from inbox for update skip locked", "owner")).toContain(`${rule}FOR UPDATE`);
    expect(await brokenBy("select 1 from inbox group by grouping sets ((a), ())", "owner")).toContain(
      `${rule}GROUPING SETS`,
    );
    expect(await brokenBy("with recursive r as (select 1 from inbox) select * from r", "owner")).toContain(
      `${rule}a recursive CTE`,
    );
  });

  test("is excused across users where it is the owner's and on the list, not an application's", async () => {
    const due = `select "user_id" from "inbox_state" where "inbox_state"."next_due_at" <= $1 order by 1 limit $2`;
    const found = (role: Role) => scan([{ role, query: due, file: "a" }], new Set(["inbox_state"]));
    expect(await found("owner")).toEqual([]);
    expect(await found("app")).toEqual([
      `names user_id: inbox_state without one user_id\n  as app, first in a:\n  ${due}`,
    ]);
  });

  test("that the parser does not take, or that is a migration's, is none", async () => {
    expect(await brokenBy("select from where")).toEqual([]);
    expect(await brokenBy("alter table jobs add column n int")).toEqual([]);
  });
});
