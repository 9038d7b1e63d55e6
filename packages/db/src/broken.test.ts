import { once } from "node:events";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, inject, onTestFinished, test } from "vitest";
import { connect } from "./db";
import { createWire, type Sight, type Verdict } from "./testing/wire";

/** A way to the database whose connections can be broken as a machine does that goes away. */
async function breakable(): Promise<{ port: number; break(): void }> {
  const { host, port } = inject("testServer").admin;
  const open = new Set<net.Socket>();
  const server = net.createServer((near) => {
    const far = host.startsWith("/") ? net.connect(`${host}/.s.PGSQL.${port}`) : net.connect(port, host);
    near.pipe(far).pipe(near);
    near.on("close", () => far.destroy());
    for (const socket of [near, far]) socket.on("error", () => {});
    open.add(near);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    break: () => open.forEach((socket) => socket.resetAndDestroy()),
  };
}

const ended = (query: Promise<unknown>) => Promise.race([query.catch(() => "failed"), sleep(5_000, "hangs")]);

test("a query that is sent when its connection has just broken has an end, as has a transaction", async () => {
  const way = await breakable();
  const login = { ...inject("testServer").admin, host: "127.0.0.1", port: way.port, database: "postgres" };
  const connection = connect(login, { max: 1 });
  onTestFinished(() => connection.close());
  const { sql } = connection;
  await sql`select 1`;
  const first = sql`select pg_sleep(60)`;
  // Whoever tries again does so at once: before the driver knows that the connection is closed.
  const again = first.catch(() => sql`select 1 as one`.then(([row]) => row?.["one"]));
  const anew = first.catch(() => sql.begin((tx) => tx`select 1 as one`).then(([row]) => row?.["one"]));
  await sleep(100);
  way.break();
  expect([await ended(again), await ended(anew)]).not.toContain("hangs");
  expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
});

/** A pool whose way is read along; what it forgets to catch is noted. */
async function watched(watch: (sight: Sight) => Verdict, max = 1) {
  const wire = await createWire(inject("testServer").admin, watch);
  const login = { ...inject("testServer").admin, host: "127.0.0.1", port: wire.port, database: "postgres" };
  const connection = connect(login, { max });
  const forgotten: unknown[] = [];
  const note = (error: unknown) => void forgotten.push(error);
  process.on("unhandledRejection", note);
  onTestFinished(async () => {
    process.off("unhandledRejection", note);
    await connection.sql.end({ timeout: 0 });
    await wire.close();
  });
  return { sql: connection.sql, wire, forgotten };
}

test("what a connection says when it is killed is not taken for the answer to the next query", async () => {
  const { admin } = inject("testServer");
  const one = connect({ ...admin, database: "postgres" }, { max: 1 });
  const other = connect({ ...admin, database: "postgres" }, { max: 1 });
  onTestFinished(async () => void (await Promise.all([one.close(), other.close()])));
  for (let round = 0; round < 3; round++) {
    const [row] = await one.sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
    const killed = ended(one.sql`select pg_sleep(60)`);
    await expect
      .poll(async () => {
        const running = await other.sql`
          select 1 from pg_stat_activity where pid = ${row?.pid ?? 0} and state = 'active' and query like '%pg_sleep%'`;
        return running.length;
      })
      .toBe(1);
    await other.sql`select pg_terminate_backend(${row?.pid ?? 0})`;
    expect(await killed).toBe("failed");
    expect(await one.sql`select 1 as one`).toEqual([{ one: 1 }]);
  }
});

test("a pool that is ended while it still asks for types leaves nothing that nobody catches", async () => {
  let over: Promise<void> | undefined;
  const { sql, forgotten } = await watched(({ text }) => {
    if (!text.includes("typarray")) return "pass";
    over = sql.end({ timeout: 0 });
    return "hold";
  });
  expect(await ended(sql`select 1`)).toBe("failed");
  await over;
  await sleep(0);
  expect(forgotten).toEqual([]);
});

test("a connection that is lost while types are asked for fails what waits for it, and is had again", async () => {
  let cuts = 0;
  const { sql, forgotten } = await watched((sight) => {
    if (!sight.text.includes("typarray") || cuts > 1) return "pass";
    cuts += 1;
    sight.cut();
    return "hold";
  });
  expect(await ended(sql`select 1`)).toBe("failed");
  const reserved = await sql.reserve();
  expect(await reserved`select 1 as one`).toEqual([{ one: 1 }]);
  reserved.release();
  expect([cuts, forgotten]).toEqual([2, []]);
});

test("a server that takes connections and closes them is not asked again and again by a query that waits", async () => {
  let taken = 0;
  const server = net.createServer((socket) => {
    taken += 1;
    socket.on("error", () => {}).destroy();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const connection = connect(
    { ...inject("testServer").admin, host: "127.0.0.1", port, database: "postgres" },
    { max: 1 },
  );
  onTestFinished(() => connection.sql.end({ timeout: 0 }));
  expect(await ended(connection.sql`select 1`)).toBe("failed");
  expect(taken).toBe(1);
});
