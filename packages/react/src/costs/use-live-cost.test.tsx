import { createJob, getJob, recordCost, reportEvent, type Ctx } from "@pipeline/api/services";
import { createTestApi } from "@pipeline/api/testing";
import { compare, subtract } from "@pipeline/core/money";
import { getQueryKey } from "@trpc/react-query";
import { act, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../client";
import { useLiveCost } from "../hooks";
import { pageClock } from "../live/page-clock";
import { openPage } from "../testing";

const server = await createTestApi();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

beforeEach(() => {
  // The page's clocks go with the server's, moved by hand; what waits for the network runs as ever.
  vi.useFakeTimers({ toFake: ["Date", "performance"], now: server.clock.now });
  pageClock.now();
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function run(ctx: Ctx, unitPrice: string, gpuCount: number): Promise<string> {
  const { id } = await createJob(ctx, { unitPrice, gpuCount });
  await reportEvent(ctx, { jobId: id, eventId: "started", type: "started" });
  return id;
}

let words = 0;
/** The trainer is alive: of one that is silent for 15 minutes nobody pays more. */
const beat = (ctx: Ctx, jobId: string) =>
  reportEvent(ctx, { jobId, eventId: `heartbeat ${words++}`, type: "heartbeat" });

/** Time passes, on the page and on the server. */
function pass(ms: number): void {
  server.clock.advance(ms);
  vi.advanceTimersByTime(ms);
}

/** The tab comes to the front. */
const comeBack = () => act(async () => window.dispatchEvent(new Event("visibilitychange")));

test("ticks without a request to what the server would say, to the last digit", async () => {
  const ctx = await server.user();
  const id = await run(ctx, "2.95", 8);
  pass(7 * MINUTE + 123);
  const { hook, wire } = openPage(ctx);
  const live = hook(() => useLiveCost(id));
  await waitFor(() => expect(live.current).toMatchObject({ status: "ready", running: 1, perHour: "23.6" }));
  const asked = wire.calls.length;
  pass(11 * MINUTE + 77);
  await beat(ctx, id);
  const { currentCost } = await getJob(ctx, { id });
  await waitFor(() => expect(live.current.amount).toBe(currentCost));
  expect(wire.calls).toHaveLength(asked);
});

test("without a job it is the sum of everything that runs", async () => {
  const ctx = await server.user();
  const ids = [await run(ctx, "1", 1), await run(ctx, "0.5", 4)];
  await createJob(ctx, { name: "waits" });
  pass(60 * MINUTE);
  for (const id of ids) await beat(ctx, id);
  const live = openPage(ctx).hook(() => useLiveCost(undefined, { decimals: 2 }));
  await waitFor(() => expect(live.current).toMatchObject({ amount: "3.00", perHour: "3", running: 2 }));
  pass(60 * MINUTE);
  await waitFor(() => expect(live.current.amount).toBe("6.00"));
});

test("nothing runs: nothing is shown, and nothing ticks", async () => {
  const live = openPage(await server.user()).hook(() => useLiveCost());
  await waitFor(() => expect(live.current).toMatchObject({ status: "ready", amount: "0", perHour: "0", running: 0 }));
});

test("asks again when costs are invalidated, and stands still once the job has ended", async () => {
  const ctx = await server.user();
  const id = await run(ctx, "3.6", 1);
  const { hook, client } = openPage(ctx);
  const live = hook(() => useLiveCost(id, { decimals: 2 }));
  await waitFor(() => expect(live.current.status).toBe("ready"));
  pass(10 * MINUTE);
  await reportEvent(ctx, { jobId: id, eventId: "end", type: "completed" });
  await recordCost(ctx, { jobId: id, costType: "storage", amount: "1", idempotencyKey: "s" });
  hook(() => api.costs.summary.useQuery({}));
  await act(async () => client.invalidateQueries({ queryKey: getQueryKey(api.costs) }));
  await waitFor(() => expect(live.current).toMatchObject({ amount: "1.60", perHour: "0", running: 0 }));
  pass(60 * MINUTE);
  expect(live.current.amount).toBe("1.60");
});

describe("with all timers in hand", () => {
  beforeEach(() => {
    vi.useFakeTimers({
      toFake: [
        "Date",
        "performance",
        "setTimeout",
        "clearTimeout",
        "setInterval",
        "clearInterval",
        "requestAnimationFrame",
      ],
      now: server.clock.now,
    });
    pageClock.now();
    // A tick a second: an hour of them is soon over.
    vi.stubGlobal("matchMedia", () => ({ matches: true }));
  });

  test.each(["one job", "everything"])("an hour in which nothing happens costs one request: %s", async (what) => {
    const ctx = await server.user();
    const id = await run(ctx, "2.950000000007", 8);
    const { hook, wire } = openPage(ctx);
    const live = hook(() => useLiveCost(what === "one job" ? id : undefined, { decimals: 2 }));
    await vi.waitFor(() => expect(live.current).toMatchObject({ status: "ready", running: 1 }));
    await act(async () => vi.advanceTimersByTimeAsync(HOUR));
    expect(wire.calls).toEqual([what === "one job" ? "jobs.get" : "jobs.list"]);
    server.clock.now = Date.now();
    await beat(ctx, id);
    const { currentCost } = await getJob(ctx, { id });
    // A second at $23.6 an hour, and half a cent of rounding.
    const off = subtract(currentCost, live.current.amount);
    expect(compare(off, "-0.005")).toBeGreaterThanOrEqual(0);
    expect(compare(off, "0.0116")).toBeLessThan(0);
  });
});

test("a tab that comes back asks again, however fresh its figures", async () => {
  const ctx = await server.user();
  const id = await run(ctx, "1", 1);
  const { hook, wire } = openPage(ctx);
  const live = hook(() => useLiveCost(id));
  await waitFor(() => expect(live.current.status).toBe("ready"));
  await comeBack();
  await waitFor(() => expect(wire.calls).toEqual(["jobs.get", "jobs.get"]));
});

async function watching(ctx: Ctx) {
  const id = await run(ctx, "3.6", 1);
  const { hook, wire } = openPage(ctx);
  const live = hook(() => useLiveCost(id));
  await waitFor(() => expect(live.current.status).toBe("ready"));
  pass(MINUTE);
  await waitFor(() => expect(live.current.amount).toBe("0.06"));
  return { live, wire, id };
}

describe("a machine", () => {
  test("that slept an hour shows the hour at once, then asks", async () => {
    const ctx = await server.user();
    const { live, wire, id } = await watching(ctx);
    const release = wire.hold("jobs.get");
    server.clock.advance(HOUR);
    await beat(ctx, id);
    vi.setSystemTime(server.clock.now);
    await waitFor(() => expect(live.current.amount).toBe("3.66"));
    await waitFor(() => expect(wire.calls).toHaveLength(2));
    release();
    pass(1000);
    await waitFor(() => expect(live.current.amount).toBe("3.661"));
    expect(wire.calls).toHaveLength(2);
  });

  test.each([30_000, -HOUR])("whose clock is set by %i ms goes on as if it had not been", async (step) => {
    const ctx = await server.user();
    const { live, wire } = await watching(ctx);
    vi.setSystemTime(Date.now() + step);
    await waitFor(() => expect(wire.calls).toHaveLength(2));
    pass(1000);
    await waitFor(() => expect(live.current.amount).toBe("0.061"));
  });
});

test("at the stop it stands at the final cost, to the last digit", async () => {
  const ctx = await server.user();
  const id = await run(ctx, "2.950000000007", 7);
  const { hook, client } = openPage(ctx);
  const live = hook(() => useLiveCost(id));
  await waitFor(() => expect(live.current.status).toBe("ready"));
  pass(10 * MINUTE + 1);
  await waitFor(() => expect(live.current.amount).not.toBe("0"));
  const shown = live.current.amount;
  const { finalCost } = await reportEvent(ctx, { jobId: id, eventId: "end", type: "failed" });
  expect(shown).toBe(finalCost);
  pass(HOUR);
  await act(async () => client.invalidateQueries({ queryKey: getQueryKey(api.jobs) }));
  await waitFor(() => expect(live.current).toMatchObject({ amount: finalCost, perHour: "0", running: 0 }));
});
