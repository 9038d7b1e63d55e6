import { leases } from "@pipeline/db/schema";
import { createProxy, createWire, databaseUrl, type Proxy, type Sight, type Verdict } from "@pipeline/db/testing";
import { beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { createServerProcess, type ServerProcess } from "../http/testing/server-process";
import { budgetOf, job, tell, thresholdsTold } from "../budgets/testing";
import { listRecords } from "../costs/records";
import type { Ctx } from "../ctx";
import { createTestHttp, type TestHttp } from "../http/testing";
import { cancelJob } from "../jobs/cancel";
import { verifyUser } from "../verify/verify";
import { createHistory } from "./history";
import { book, type Client } from "./testing/client";
import { liveCtx, wrongWith } from "./testing/truth";

const TRIALS = Number(process.env["POINT_TRIALS"] ?? 1);
const MINUTE = 60_000;

let http: TestHttp;
let server: ServerProcess;
/** Between the clients and the server: what it answers can be kept from them. */
let gate: Proxy;
let watch: (sight: Sight) => Verdict = () => "pass";
beforeAll(async () => {
  http = await createTestHttp();
  const wire = await createWire(inject("testServer").admin, (sight) => watch(sight));
  server = await createServerProcess({ DATABASE_URL: databaseUrl(http.name, wire) });
  gate = await createProxy({ host: "127.0.0.1", port: server.port });
  await gate.open();
  return async () => {
    await Promise.all([server.end(), gate.close()]);
    await wire.close();
  };
});

/** A transaction of requests or of due work, by what it writes. */
type Work = { client: "pipeline-app" | "pipeline-owner"; writes: RegExp };
const POSTING: Work = { client: "pipeline-app", writes: /insert into "lora_cost_records"/ };
const METERING: Work = { client: "pipeline-owner", writes: /insert into "lora_cost_records"/ };
const WEIGHING: Work = { client: "pipeline-owner", writes: /insert into "lora_notifications"/ };

const wrote = ({ before }: Sight, { writes }: Work) => before.some((text) => writes.test(text));

/** Where a transaction is when the server is killed, and whether what it wrote is there for good. */
const POINTS: Record<string, { at: (sight: Sight, work: Work) => boolean; passes?: boolean; kept: boolean }> = {
  "as it begins": { at: ({ text }, { client }) => client === "pipeline-app" && /^begin\s*$/i.test(text), kept: false },
  "as it writes": { at: ({ text, from }, { writes }) => from === "client" && writes.test(text), kept: false },
  "before its COMMIT is heard": {
    at: (sight, work) => sight.from === "client" && /^commit/i.test(sight.text) && wrote(sight, work),
    kept: false,
  },
  "before it knows of its COMMIT": {
    at: (sight, work) => sight.from === "server" && sight.text === "COMMIT" && wrote(sight, work),
    kept: true,
  },
  "before anybody hears that it knows": {
    at: (sight, work) => sight.from === "server" && sight.text === "COMMIT" && wrote(sight, work),
    passes: true,
    kept: true,
  },
};

/** Kills the server the next time that a transaction is at a point. Resolves when it has ended. */
function killAt(name: string, work: Work): Promise<void> {
  const point = POINTS[name];
  return new Promise((resolve) => {
    const kill = () => void server.kill().then(resolve);
    watch = (sight) => {
      if (sight.client !== work.client || !point?.at(sight, work)) return "pass";
      watch = () => "pass";
      // The answer to the request is on its way then, and does not arrive.
      gate.silence();
      if (point.passes) return { afterPassing: kill };
      kill();
      return "hold";
    };
    onTestFinished(() => void (watch = () => "pass"));
  });
}

/** Starts a server that need not wait for the lease of the one that was killed: `many.test.ts` does. */
async function startAsHeir(): Promise<void> {
  await http.admin.db.delete(leases);
  await server.start();
}

const strange: string[] = [];
const system = (userId: string) => liveCtx(http.admin.db, userId);
const recorded = async (ctx: Ctx) => (await listRecords(ctx, { period: "year", limit: 200 })).totalCount;
const trials = Array.from({ length: TRIALS }, (_, trial) => trial);

describe.each(Object.entries(POINTS))("a server that is killed while it books a cost, %s,", (name, { kept }) => {
  test(`has ${kept ? "" : "not "}booked it, and the retry leaves one`, { timeout: MINUTE * (TRIALS + 1) }, async () => {
    for (const trial of trials) {
      await server.start();
      const ann = await http.person();
      const ctx = system(ann.userId);
      await budgetOf(ctx, { amount: "4" });
      const history = createHistory();
      const client: Client = {
        url: `http://127.0.0.1:${gate.port}`,
        headers: await http.key(ann.userId, ["costs:write"]),
        history,
        onStrange: (what) => strange.push(what),
      };
      const killed = killAt(name, POSTING);
      const post = { deed: "post", key: `k${trial}`, amount: "3.000000000001", project: "p" } as const;
      const booking = book(client, post, new Date().toISOString());
      await killed;
      expect(await recorded(ctx)).toBe(kept ? 1 : 0);
      expect(await thresholdsTold(ctx)).toEqual(kept ? [50] : []);
      await server.start();
      expect(await booking).toBe(200);
      expect(await recorded(ctx)).toBe(1);
      expect(strange).toEqual([]);
      expect(history.read().map(({ step }) => step)).toEqual(expect.arrayContaining(["info", "ok"]));
      expect(await wrongWith(ctx, history)).toEqual([]);
    }
  });
});

/** A job that has run for a while and said so just now, as of `ago` ms before now. */
async function running(ctx: Ctx, ranMs: number, ago = 0) {
  const past = { ...ctx, now: () => Date.now() - ago };
  const { id } = await job(past, "60");
  await tell(past, id, "started", new Date(past.now() - ranMs).toISOString());
  await tell(past, id, "heartbeat");
  return { id, past };
}

const DUE_POINTS = Object.entries(POINTS).filter(([name]) => name.includes("COMMIT"));

describe.each(DUE_POINTS)("a server that is killed while it does what is due, %s,", (name, { kept }) => {
  test("meters each quarter hour once", { timeout: MINUTE * (TRIALS + 1) }, async () => {
    for (const trial of trials) {
      await server.kill();
      const ann = await http.person();
      const ctx = system(ann.userId);
      const { id } = await running(ctx, 50 * MINUTE);
      const killed = killAt(name, METERING);
      await startAsHeir();
      await killed;
      const before = await recorded(ctx);
      expect([trial, before > 0]).toEqual([trial, kept]);
      await startAsHeir();
      // Three of them have closed, or four when the last one has just done so.
      await expect.poll(() => recorded(ctx), { timeout: 20_000 }).toBeGreaterThanOrEqual(3);
      const { items } = await listRecords(ctx, { period: "year", limit: 200 });
      expect(new Set(items.map(({ recordedAt }) => recordedAt)).size).toBe(items.length);
      expect(await verifyUser(ctx.db, ann.userId)).toBeUndefined();
      await cancelJob(ctx, { id });
    }
  });

  test("tells once of a threshold that running jobs reach", { timeout: MINUTE * (TRIALS + 1) }, async () => {
    for (const trial of trials) {
      await server.kill();
      const ann = await http.person();
      const ctx = system(ann.userId);
      // A minute ago it cost nothing, at 1 a minute: half of 1 was reached half a minute ago, while nobody looked.
      const { id, past } = await running(ctx, 0, MINUTE);
      await budgetOf(past, { amount: "1", thresholds: [50] });
      expect(await thresholdsTold(ctx)).toEqual([]);
      const killed = killAt(name, WEIGHING);
      await startAsHeir();
      await killed;
      expect([trial, await thresholdsTold(ctx)]).toEqual([trial, kept ? [50] : []]);
      await startAsHeir();
      await expect.poll(() => thresholdsTold(ctx), { timeout: 20_000 }).toEqual([50]);
      expect(await verifyUser(ctx.db, ann.userId)).toBeUndefined();
      await cancelJob(ctx, { id });
    }
  });
});
