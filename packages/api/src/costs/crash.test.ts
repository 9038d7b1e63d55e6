import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { add } from "@pipeline/core/money";
import { projectRoot } from "@pipeline/db";
import { bundled } from "@pipeline/db/testing";
import { expect, inject, test } from "vitest";
import { budgetOf, thresholdsTold } from "../budgets/testing";
import { listBudgets } from "../budgets/list";
import type { Ctx } from "../ctx";
import { createTestApi, type TestApi } from "../testing";
import { verifyUser } from "../verify/verify";
import { listRecords } from "./records";
import { summarizeCosts } from "./summary";
import { eventOf, type WriterOrder } from "./testing/events";

const EVENTS = Number(process.env["CRASH_EVENTS"] ?? 3_000);
const WRITERS = Number(process.env["CRASH_WRITERS"] ?? 4);
const BATCH = 50;
const REPLAYED = 10;
const WRITER = new URL("./testing/writer.ts", import.meta.url);

/** Sends events from a process that is killed after so many answers; answers how many events were acknowledged. */
async function send(order: WriterOrder, killAfter: number): Promise<number> {
  const child = spawn(process.execPath, [await bundled(WRITER), JSON.stringify(order)], {
    cwd: projectRoot(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  let [acknowledged, answers] = [0, 0];
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line);
    // Often while the next batch is under way.
    if ((answers += 1) === killAfter) child.kill("SIGKILL");
  }
  const [code] = (await ended) as [number | null];
  if (code !== 0 && code !== null) throw new Error(`A writer ended with ${code}.`);
  return acknowledged;
}

/** Sends its share until all is acknowledged: after each kill the rest, and one in ten of what was through. */
async function write(api: TestApi, ctx: Ctx, share: readonly number[]): Promise<void> {
  const { host, port, user, password } = inject("testServer").app;
  const target = { host, port, user, database: api.name, ...(password !== undefined && { password }) };
  const order = { target, userId: ctx.actor.userId, now: api.clock.now, batch: BATCH };
  let left = share;
  for (let killAfter = 3; left.length > 0; killAfter = killAfter > 40 ? Infinity : killAfter * 4) {
    const acknowledged = await send({ ...order, events: left }, killAfter);
    const replayed = left.slice(0, acknowledged).filter((n) => n % REPLAYED === 0);
    const rest = left.slice(acknowledged);
    left = rest.length === 0 ? [] : [...replayed, ...rest];
  }
}

test(
  "litellm #33872, #28247: spend lost on failure, inflated by retries; writers that are killed lose and double nothing",
  async () => {
    const api = await createTestApi();
    const ctx = await api.user({ timeZone: "America/New_York" });
    const events = Array.from({ length: EVENTS }, (_, n) => n);
    await budgetOf(ctx, { amount: "1" });
    const shares = Array.from({ length: WRITERS }, (_, i) => events.filter((n) => n % WRITERS === i));
    const amount = (n: number) => eventOf(n, api.clock.now).amount;
    const total = add(...events.map(amount));
    await Promise.all(shares.map((share) => write(api, ctx, share)));
    const summary = await summarizeCosts(ctx, { from: "2026-01-01", to: "2026-03-31", groupBy: "project" });
    expect([summary.total, summary.recordCount]).toEqual([total, EVENTS]);
    expect(add(...summary.breakdown.map((part) => part.amount))).toBe(total);
    const { totalCount } = await listRecords(ctx, { from: "2026-01-01", to: "2026-03-31", limit: 1 });
    expect(totalCount).toBe(EVENTS);
    expect((await listBudgets(ctx)).items).toMatchObject([{ fired: [50, 80, 100] }]);
    expect(await thresholdsTold(ctx)).toEqual([50, 80, 100]);
    expect(await verifyUser(api.owner.db, ctx.actor.userId, () => api.clock.now)).toBeUndefined();
  },
  60 * 60_000,
);
