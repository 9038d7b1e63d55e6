import { beforeAll, describe, expect, inject, onTestFinished, test, vi } from "vitest";
import { listen, type ListenPace } from "./listen";
import { createTestDb, type TestDb } from "./testing/index";
import { createProxy, type Proxy } from "./testing/proxy";
import { createWire, type Verdict } from "./testing/wire";

const CHANNEL = "news";

let db: TestDb;
beforeAll(async () => {
  db = await createTestDb();
});

const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 15_000, interval: 10 });

/** Listens to the end of the test, and notes what it is told. */
function hear(start: typeof db.listen, pace?: ListenPace) {
  const messages: string[] = [];
  const told = { listening: 0, lost: 0 };
  const listening = start(
    CHANNEL,
    {
      onMessage: (payload) => void messages.push(payload),
      onListening: () => void told.listening++,
      onLost: () => void told.lost++,
    },
    pace,
  );
  onTestFinished(() => listening.stop());
  return { messages, told, stop: () => listening.stop() };
}

const say = (payload: string) => db.app.sql.notify(CHANNEL, payload);

/** Listens through a proxy instead. */
function through(proxy: { port: number }): typeof db.listen {
  const { app } = inject("testServer");
  return (...rest) => listen({ ...app, host: "127.0.0.1", port: proxy.port, database: db.name }, ...rest);
}

async function aProxy(): Promise<Proxy> {
  const proxy = await createProxy(inject("testServer").admin);
  onTestFinished(() => proxy.close().catch(() => {}));
  return proxy;
}

const connections = async () => {
  const [row] = await db.admin.sql<{ count: number }[]>`
    select count(*)::int as count from pg_stat_activity
    where application_name = 'pipeline-listen' and datname = current_database()`;
  return row?.count;
};

const kill = () => db.admin.sql`
  select pg_terminate_backend(pid) from pg_stat_activity
  where application_name = 'pipeline-listen' and datname = current_database()`;

describe("a listener", () => {
  test("hears what is said on its channel, and nothing of its own heartbeat or anybody else's", async () => {
    const one = hear(db.listen, { beatMs: 5 });
    const other = hear(db.listen, { beatMs: 5 });
    await until(() => one.told.listening === 1 && other.told.listening === 1);
    for (let i = 0; i < 50; i++) {
      await say(`${i}`);
      await db.app.sql.notify("elsewhere", "nothing");
    }
    for (const { messages, told } of [one, other]) {
      await until(() => messages.length >= 50);
      expect(messages).toEqual(Array.from({ length: 50 }, (_, i) => `${i}`));
      expect(told).toEqual({ listening: 1, lost: 0 });
    }
  });

  test("that loses its connection says so by listening again, within two seconds", async () => {
    const { messages, told } = hear(db.listen);
    await until(() => told.listening === 1);
    const killed = performance.now();
    await kill();
    await until(() => told.listening === 2);
    expect(performance.now() - killed).toBeLessThan(2_000);
    await say("after");
    await until(() => messages.length > 0);
    expect(messages).toEqual(["after"]);
  });

  test("that begins before its server is up listens once it is", async () => {
    const proxy = await aProxy();
    const { told, messages } = hear(through(proxy));
    await until(() => told.lost >= 2);
    expect(told.listening).toBe(0);
    await proxy.open();
    await until(() => told.listening === 1);
    await say("up");
    await until(() => messages.length > 0);
    expect(messages).toEqual(["up"]);
  });

  test("notices that its connection has gone silent, and makes another", async () => {
    const proxy = await aProxy();
    await proxy.open();
    const { told, messages } = hear(through(proxy), { beatMs: 50, patienceMs: 200 });
    await until(() => told.listening === 1);
    proxy.silence();
    await say("into the void");
    await until(() => told.listening === 2);
    expect(told.lost).toBeGreaterThan(0);
    await say("heard");
    await until(() => messages.length > 0);
    expect(messages).toEqual(["heard"]);
  });

  test.each<[string, () => Verdict]>([
    ["is lost", () => (void kill().execute(), "hold")],
    ["is refused", () => ({ refuse: "25006" })],
  ])("whose return to its channel %s as well comes back all the same, at once", async (_, fail) => {
    let asked = 0;
    const wire = await createWire(inject("testServer").admin, ({ from, text }) => {
      if (from !== "client" || !/^listen /i.test(text)) return "pass";
      asked += 1;
      return asked === 2 ? fail() : "pass";
    });
    onTestFinished(() => wire.close());
    const { messages, told } = hear(through(wire));
    await until(() => told.listening === 1);
    const killed = performance.now();
    await kill();
    await until(() => told.listening === 2);
    expect(performance.now() - killed).toBeLessThan(10_000);
    expect([asked, told.lost]).toEqual([3, 2]);
    await say("after");
    await until(() => messages.length > 0);
    expect(messages).toEqual(["after"]);
  });

  test("comes back however often the server goes away", async () => {
    const proxy = await aProxy();
    const { told, messages } = hear(through(proxy), { beatMs: 500, patienceMs: 500 });
    for (let round = 1; round <= 3; round++) {
      const before = told.listening;
      await proxy.open();
      await until(() => told.listening > before);
      await say(`${round}`);
      await until(() => messages.includes(`${round}`));
      expect(messages).toHaveLength(round);
      await proxy.close();
    }
  });

  test("leaves no connection behind when it is stopped, in whatever state", async () => {
    const proxy = await aProxy();
    const down = hear(through(await aProxy()));
    const silent = hear(through(proxy), { beatMs: 10, patienceMs: 60_000 });
    const up = hear(db.listen);
    await proxy.open();
    await until(() => up.told.listening === 1 && silent.told.listening === 1 && down.told.lost > 0);
    proxy.silence();
    const stopped = performance.now();
    await Promise.all([down.stop(), silent.stop(), up.stop(), hear(db.listen).stop()]);
    expect(performance.now() - stopped).toBeLessThan(1_000);
    await proxy.close();
    await vi.waitUntil(async () => (await connections()) === 0, { timeout: 5_000 });
    const { listening } = up.told;
    await say("to nobody");
    expect(up.messages).toEqual([]);
    expect(up.told.listening).toBe(listening);
  });
});
