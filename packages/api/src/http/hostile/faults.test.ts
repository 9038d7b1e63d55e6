import { connect } from "@pipeline/db";
import { createProxy, type Proxy } from "@pipeline/db/testing";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { UNEXPECTED } from "../../trpc";
import type { App } from "../app";
import { assemble } from "../assemble";
import { createCore } from "../core";
import { createTestHttp, ORIGIN, PASSWORD, type Person, type TestHttp } from "../testing";
import { LEAK } from "./leaks";
import type { Sent } from "./targets";

let http: TestHttp;
let ann: Person;
beforeAll(async () => {
  http = await createTestHttp();
  ann = await http.person();
  await http.admin.sql`create table fault (code text, once_only boolean, turn int)`;
  await http.admin.sql`insert into fault values ('', false, 0)`;
  await http.admin.sql`grant select on fault to public`;
  // Every transaction of a request says first whom it speaks for. A lock of the session is what outlives a rollback.
  await http.admin.sql.unsafe(`create or replace function set_app_user(uid text) returns void language plpgsql as $$
    declare f fault;
    begin
      select * into f from fault;
      if f.code <> '' and not (f.once_only and exists (select from pg_locks where locktype = 'advisory' and objid = f.turn)) then
        if f.once_only then perform pg_advisory_lock(f.turn); end if;
        raise exception 'secret of lora_training_jobs' using errcode = f.code, detail = 'Failed query: params: secret';
      end if;
      execute format('set local app.user_id = %L', uid);
    end $$`);
});

/** From now on transactions fail so: all of them, or the next one. */
async function fail(code: string, onceOnly = false): Promise<void> {
  await http.admin.sql`update fault set code = ${code}, once_only = ${onceOnly}, turn = turn + 1`;
}

const REQUESTS: readonly Sent[] = [
  { method: "GET", path: "/api/jobs" },
  { method: "GET", path: "/api/costs/export?format=csv" },
  { method: "POST", path: "/api/jobs", body: '{"name":"secret name"}' },
  { method: "GET", path: "/api/trpc/jobs.list?input=%7B%7D" },
  { method: "POST", path: "/api/trpc/budgets.create", body: '{"name":"b","amount":"1","period":"month"}' },
];

type Told = { status: number; retryAfter: string | null; id: string | null; text: string };

async function ask(app: App, { method, path, body }: Sent): Promise<Told> {
  const headers = { ...ann.headers, origin: ORIGIN, "content-type": "application/json" };
  const response = await app.handle(new Request(`${ORIGIN}${path}`, { method, headers, ...(body && { body }) }));
  const { status, headers: answered } = response;
  const text = await response.text();
  return { status, retryAfter: answered.get("retry-after"), id: answered.get("x-request-id"), text };
}

/** What the database says, and what the caller is told of it. */
const FAULTS: readonly [code: string, what: string, status: number][] = [
  ["08006", "a connection that broke", 503],
  ["08003", "a connection that is not there", 503],
  ["57P01", "an administrator who stops it", 503],
  ["57P02", "a crash", 503],
  ["57P03", "a start", 503],
  ["57P04", "a database that is dropped", 503],
  ["57P05", "a session that idled too long", 503],
  ["53000", "no resources", 503],
  ["53100", "a full disk", 503],
  ["53200", "no memory", 503],
  ["53300", "too many connections", 503],
  ["53400", "a limit of its configuration", 503],
  ["25006", "a server that only reads", 503],
  ["40001", "a transaction that cannot be put in order, twice", 503],
  ["40P01", "a deadlock, twice", 503],
  ["55P03", "a lock that did not come", 503],
  ["57014", "a statement that took too long", 503],
  ["0A000", "something it cannot do", 500],
  ["22003", "a number out of range", 500],
  ["22021", "bytes that are no text", 500],
  ["22P02", "a value that is none", 500],
  ["22012", "a division by zero", 500],
  ["23502", "a missing value", 500],
  ["23503", "a reference to nothing", 500],
  ["23505", "a value that is there already", 500],
  ["23514", "a value that breaks a rule", 500],
  ["25P02", "a transaction that failed before", 500],
  ["28000", "a login it does not know", 500],
  ["42501", "no permission", 500],
  ["42601", "words it does not understand", 500],
  ["42703", "a column that is gone", 500],
  ["42P01", "a table that is gone", 500],
  ["54001", "a statement that is too complex", 500],
  ["58030", "a disk that fails", 500],
  ["P0001", "an error of a function", 500],
  ["XX000", "an error of its own", 500],
  ["XX001", "damaged data", 500],
];

describe("when the database says", () => {
  test.each(FAULTS)("%s, %s, callers are told %i in fixed words, and nothing of it", async (code, _what, status) => {
    await fail(code);
    http.logged.length = 0;
    for (const request of REQUESTS) {
      const told = await ask(http.pipeline, request);
      expect([request.path, told.status]).toEqual([request.path, status]);
      expect(told.text).not.toMatch(LEAK);
      expect(told.text).not.toMatch(/secret/);
      expect(told.text).toContain(told.id);
      expect(told.text).toContain(status === 500 ? UNEXPECTED : "The database ");
      expect(Number(told.retryAfter)).toBe(status === 503 ? 5 : 0);
      // Whoever looks after it finds it, without what the caller had sent.
      const logged = http.logged.filter((line) => line.includes(told.id ?? "none")).join("");
      expect(logged).toContain(code);
      expect(logged).not.toContain("secret name");
    }
    await fail("");
    expect((await ask(http.pipeline, { method: "GET", path: "/api/jobs" })).status).toBe(200);
  });

  test.each(["40001", "40P01", "57P01"])("%s once, nobody notices", async (code) => {
    for (const request of REQUESTS.filter(({ body }) => !body?.includes("budget"))) {
      await fail(code, true);
      expect([request.path, (await ask(http.pipeline, request)).status < 300]).toEqual([request.path, true]);
    }
    await fail("");
  });
});

/** Answers that are not what a caller should be told when nobody answers. */
const refusals = ({ told }: { told: (Told & { path: string })[] }) =>
  told.filter(({ status, retryAfter, text }) => status !== 503 || !(Number(retryAfter) > 0) || LEAK.test(text));

describe("when the database", () => {
  let proxy: Proxy;
  let far: App;
  const open: { close: () => Promise<void> }[] = [];
  beforeAll(async () => {
    const { app, auth } = inject("testServer");
    proxy = await createProxy(app);
    await proxy.open();
    const through = (login: typeof app, max: number) =>
      connect({ ...login, host: "127.0.0.1", port: proxy.port, database: http.name }, { max });
    const database = {
      ...http,
      app: through(app, 4),
      auth: through(auth, 2),
      embedded: false,
      migrated: { applied: 0, ahead: false },
      close: async () => {},
    };
    const core = createCore(http.pipeline.env, http.pipeline.log, database, { now: () => http.clock.now });
    core.begin({ leads: () => false, stop: async () => {} });
    far = assemble(core);
    open.push(database.app, database.auth, far);
  });
  afterAll(async () => {
    await proxy.close();
    await Promise.all(open.map((each) => each.close()));
  });

  const EVERYWHERE: readonly Sent[] = [
    ...REQUESTS,
    { method: "GET", path: "/api/auth/get-session" },
    {
      method: "POST",
      path: "/api/auth/sign-in/email",
      body: JSON.stringify({ email: "a@b.test", password: PASSWORD }),
    },
    { method: "GET", path: "/api/ready" },
  ];

  /** What everybody is told, and how long that takes; ms. */
  async function askEverywhere(): Promise<{ told: (Told & { path: string })[]; took: number }> {
    const started = performance.now();
    const told = await Promise.all(EVERYWHERE.map(async (sent) => ({ path: sent.path, ...(await ask(far, sent)) })));
    return { told, took: performance.now() - started };
  }

  test("is gone, every request is told so, and the next one after it is back is answered", async () => {
    expect((await ask(far, { method: "GET", path: "/api/jobs" })).status).toBe(200);
    await proxy.close();
    expect(refusals(await askEverywhere())).toEqual([]);
    expect((await ask(far, { method: "GET", path: "/api/health" })).status).toBe(200);
    await proxy.open();
    await expect.poll(async () => (await ask(far, { method: "GET", path: "/api/jobs" })).status).toBe(200);
  }, 60_000);

  test("says nothing any more, nobody waits for it longer than ten seconds", async () => {
    // All connections there may be are open.
    await Promise.all(Array.from({ length: 12 }, () => ask(far, { method: "GET", path: "/api/jobs" })));
    proxy.silence();
    const answers = await askEverywhere();
    expect(refusals(answers)).toEqual([]);
    expect(answers.took).toBeLessThan(15_000);
    expect((await ask(far, { method: "GET", path: "/api/health" })).status).toBe(200);
  }, 60_000);
});
