import { createJob, getJob, recordCost, reportEvent, type Ctx } from "@pipeline/api/services";
import { createTestApi } from "@pipeline/api/testing";
import { getQueryKey } from "@trpc/react-query";
import { act, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../client";
import { useLiveCost } from "../hooks";
import { openPage } from "../testing";

const server = await createTestApi();
const MINUTE = 60_000;

beforeEach(() => {
  // The page's clock is the server's, moved by hand; what waits for the network runs as ever.
  vi.useFakeTimers({ toFake: ["Date"], now: server.clock.now });
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

/** Time passes, on the page and on the server. */
function pass(ms: number): void {
  server.clock.advance(ms);
  vi.setSystemTime(server.clock.now);
}

test("ticks without a request to what the server would say, to the last digit", async () => {
  const ctx = await server.user();
  const id = await run(ctx, "2.95", 8);
  pass(7 * MINUTE + 123);
  const { hook, wire } = openPage(ctx);
  const live = hook(() => useLiveCost(id));
  await waitFor(() => expect(live.current).toMatchObject({ status: "ready", running: 1, perHour: "23.6" }));
  const asked = wire.calls.length;
  pass(11 * MINUTE + 77);
  const { currentCost } = await getJob(ctx, { id });
  await waitFor(() => expect(live.current.amount).toBe(currentCost));
  expect(wire.calls).toHaveLength(asked);
});

test("without a job it is the sum of everything that runs", async () => {
  const ctx = await server.user();
  await run(ctx, "1", 1);
  await run(ctx, "0.5", 4);
  await createJob(ctx, { name: "waits" });
  pass(60 * MINUTE);
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
