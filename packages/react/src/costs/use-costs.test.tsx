import { recordCost } from "@pipeline/api/services";
import { createTestApi } from "@pipeline/api/testing";
import { act, renderHook, waitFor } from "@testing-library/react";
import { expect, onTestFinished, test, vi } from "vitest";
import { useCostRecords, useCosts, useForecast, useWaste } from "../hooks";
import { openPage } from "../testing";
import type { UseCostsOptions } from "../types";

const server = await createTestApi();
const spend = (ctx: Parameters<typeof recordCost>[0], amount: string, key: string, recordedAt?: string) =>
  recordCost(ctx, {
    costType: "compute",
    amount,
    idempotencyKey: key,
    ...(recordedAt !== undefined && { recordedAt }),
  });

test("a summary comes exact to the last digit", async () => {
  const ctx = await server.user();
  await spend(ctx, "0.000000000001", "a");
  await spend(ctx, "93532.96", "b");
  const costs = openPage(ctx).hook(() => useCosts());
  expect(costs.current).toMatchObject({ status: "loading", summary: undefined, error: undefined });
  await waitFor(() => expect(costs.current.summary?.total).toBe("93532.960000000001"));
  expect(costs.current.status).toBe("ready");
});

test("another window keeps the figures on screen until its own are there", async () => {
  const ctx = await server.user();
  await spend(ctx, "5", "a");
  await spend(ctx, "7", "b", "2026-02-20T00:00:00.000Z");
  const page = openPage(ctx);
  const { result, rerender } = renderHook((window: UseCostsOptions) => useCosts(window), {
    wrapper: page.wrapper,
    initialProps: { period: "week" },
  });
  await waitFor(() => expect(result.current.summary?.total).toBe("5"));
  rerender({ period: "month" });
  expect(result.current).toMatchObject({ status: "ready", refreshing: true, summary: { total: "5" } });
  await waitFor(() => expect(result.current).toMatchObject({ refreshing: false, summary: { total: "12" } }));
});

test("a window the server refuses fails with its words and the request's id", async () => {
  const costs = openPage(await server.user()).hook(() => useCosts({ from: "2026-03-02", to: "2026-03-01" }));
  await waitFor(() => expect(costs.current.status).toBe("failed"));
  expect(costs.current.error).toEqual({ message: "The input is not valid.", requestId: "request-1" });
});

test("records come newest first, page after page, with the count of all", async () => {
  const ctx = await server.user();
  for (let hour = 1; hour <= 5; hour++) await spend(ctx, `${hour}`, `${hour}`, `2026-03-10T0${hour}:00:00.000Z`);
  const records = openPage(ctx).hook(() => useCostRecords({ limit: 2 }));
  await waitFor(() => expect(records.current).toMatchObject({ status: "ready", totalCount: 5, hasMore: true }));
  expect(records.current.items.map(({ amount }) => amount)).toEqual(["5", "4"]);
  act(() => records.current.loadMore());
  await waitFor(() => expect(records.current.items).toHaveLength(4));
  act(() => records.current.loadMore());
  await waitFor(() => expect(records.current).toMatchObject({ hasMore: false }));
  expect(records.current.items.map(({ amount }) => amount)).toEqual(["5", "4", "3", "2", "1"]);
});

test("with a new day the windows that move with the days are asked for again, and no other", async () => {
  const MINUTE = 60_000;
  server.clock.set("2026-03-10T22:00:00.000Z");
  vi.useFakeTimers({
    toFake: ["Date", "performance", "setTimeout", "clearTimeout", "setInterval", "clearInterval"],
    now: server.clock.now,
  });
  onTestFinished(() => void vi.useRealTimers());
  // Midnight in Berlin is in an hour.
  const { hook, wire } = openPage(await server.user({ timeZone: "Europe/Berlin" }));
  const days = { from: "2026-03-01", to: "2026-03-05" };
  const shown = hook(() => [useCosts(), useWaste(), useForecast(), useCosts(days), useWaste(days)]);
  await vi.waitFor(() => expect(shown.current.map(({ status }) => status)).toEqual(Array(5).fill("ready")));
  const first = wire.calls.splice(0);
  expect(first).toHaveLength(5);
  const pass = async (ms: number) => {
    server.clock.advance(ms);
    await act(() => vi.advanceTimersByTimeAsync(ms));
  };
  await pass(59 * MINUTE);
  expect(wire.calls).toEqual([]);
  await pass(MINUTE);
  await vi.waitFor(() => expect(wire.calls.toSorted()).toEqual(["costs.forecast", "costs.summary", "costs.waste"]));
});
