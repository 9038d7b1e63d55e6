import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { createTestHttp, type Person, type TestHttp } from "../http/testing";
import { openStream } from "../http/testing/streams";
import { news } from "../notifications/testing-stream";

let http: TestHttp;
beforeAll(async () => {
  http = await createTestHttp();
});

const MINUTE = 60_000;
const ctxOf = ({ userId }: Person) => http.as({ kind: "system", userId });
const open = (person: Person, last?: number) =>
  openStream(http.pipeline, person, last === undefined ? {} : { headers: { "last-event-id": `${last}` } });

/** Lets time stand still until it is moved on. The driver opens connections by a timer: all are open before. */
async function standStill(): Promise<void> {
  const pools = [http.app, http.auth, http.owner, http.admin];
  await Promise.all(pools.flatMap(({ sql }) => Array.from({ length: 8 }, () => sql`select pg_sleep(0.05)`)));
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
}
afterEach(() => vi.useRealTimers());

/** When the connections of requests and of system work were last used. */
async function lastStatement(): Promise<string | undefined> {
  const [row] = await http.admin.sql<{ at: string }[]>`
    select max(query_start)::text as at from pg_stat_activity
    where datname = current_database() and application_name = 'pipeline' and pid <> pg_backend_pid()
      and usename <> current_user`;
  return row?.at;
}

/** Runs `work` while each connection of a pool is in a transaction of its own. */
async function useUp<T>(sql: typeof http.app.sql, connections: number, work: () => Promise<T>): Promise<T> {
  if (connections === 0) return work();
  return (await sql.begin(() => useUp(sql, connections - 1, work))) as T;
}

describe("many open tabs", () => {
  test("gitea #36965: each stream asks the database at every tick; here thirty ask nothing in four minutes", async () => {
    const people = await Promise.all(Array.from({ length: 30 }, () => http.person()));
    await standStill();
    const streams = await Promise.all(people.map((person) => open(person)));
    for (const stream of streams) expect(await stream.version()).toBe(0);
    const before = await lastStatement();
    await vi.advanceTimersByTimeAsync(4 * MINUTE);
    expect(await lastStatement()).toBe(before);
    expect(before).toBeDefined();
  });

  test("gitea #11978: streams take what everything else needs; here they need no connection of the pool", async () => {
    const ann = await http.person();
    const tabs = await Promise.all(Array.from({ length: 30 }, () => open(ann)));
    for (const tab of tabs) expect(await tab.version()).toBe(0);
    const version = await useUp(http.app.sql, 8, async () => {
      // By another process, so to say: nothing is left of the pool of this one.
      const told = await news({ ...ctxOf(ann), db: http.owner.db });
      for (const tab of tabs) expect(await tab.version()).toBe(told);
      return told;
    });
    expect(version).toBe(1);
  });
});

describe("a tab that stays open", () => {
  test("novu #10124: after ten minutes it hears nothing any more; here nothing is missed in two hours", async () => {
    const ann = await http.person();
    await standStill();
    let last: number | undefined;
    const heard: number[] = [];
    for (let round = 0; round < 24; round++) {
      const stream = await open(ann, last);
      // While it was away, now and then; and while it was there.
      if (round === 0) heard.push((last = (await stream.version()) ?? -1));
      await news(ctxOf(ann));
      heard.push((last = (await stream.version()) ?? -1));
      await vi.advanceTimersByTimeAsync(5 * MINUTE);
      expect(await stream.next()).toBeUndefined();
      if (round % 3 === 2) {
        await news(ctxOf(ann));
        const back = await open(ann, last);
        heard.push((last = (await back.version()) ?? -1));
        back.leave();
      }
    }
    expect(heard).toEqual(Array.from({ length: 1 + 24 + 8 }, (_, version) => version));
  });

  test("mattermost #30388: a resume that nobody knows loops for ever; here it is told once where it is", async () => {
    const ann = await http.person();
    const version = await news(ctxOf(ann));
    expect(await (await open(ann, 4_711)).version()).toBe(version);
    const back = await open(ann, version);
    await news(ctxOf(ann));
    expect(await back.version()).toBe(version + 1);
  });

  test("novu #5074: the bell moves only on reload; here a listener that died is replaced, and streams are told", async () => {
    const ann = await http.person();
    const stream = await open(ann);
    expect(await stream.version()).toBe(0);
    await http.admin.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'pipeline-listen' and datname = current_database()`;
    // Nobody listens at this moment.
    expect(await news(ctxOf(ann))).toBe(1);
    expect(await stream.version()).toBe(1);
  });
});
