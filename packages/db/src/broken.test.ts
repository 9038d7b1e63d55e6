import { once } from "node:events";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, inject, onTestFinished, test } from "vitest";
import { connect } from "./db";

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
