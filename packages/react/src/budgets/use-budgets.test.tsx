import { createBudget, createJob, reportEvent } from "@pipeline/api/services";
import { createTestApi } from "@pipeline/api/testing";
import { CreateBudget } from "@pipeline/core/budgets";
import { getQueryKey } from "@trpc/react-query";
import { act, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../client";
import { useBudgetActions, useBudgets, useUnreadCount } from "../hooks";
import { tell } from "../notifications/testing";
import { pageClock } from "../live/page-clock";
import { openPage } from "../testing";
import type { Budget } from "../types";

const server = await createTestApi();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MONTHLY = { name: "Training", amount: "500", period: "month" } as const;

/** A page with the list and what changes it. */
async function openBudgets() {
  const page = openPage(await server.user());
  const shown = page.hook(() => ({ list: useBudgets(), actions: useBudgetActions() }));
  await waitFor(() => expect(shown.current.list.status).toBe("ready"));
  return { ...page, shown };
}

test("a budget that was made is in the list when its maker hears of it, and so is every change of it", async () => {
  const { shown, client } = await openBudgets();
  expect(shown.current.list.items).toEqual([]);
  const names: (string[] | undefined)[] = [];
  const key = getQueryKey(api.budgets.list, {}, "query");
  const note = () => names.push(client.getQueryData<{ items: Budget[] }>(key)?.items.map(({ name }) => name));
  act(() => shown.current.actions.create.send(MONTHLY, { onDone: note }));
  await waitFor(() => expect(names).toEqual([["Training"]]));
  await waitFor(() => expect(shown.current.list.items).toHaveLength(1));
  const [budget] = shown.current.list.items;
  expect(budget).toMatchObject({ amount: "500", period: "month", project: null, thresholds: [50, 80, 100] });
  const id = budget?.id ?? "";
  act(() => shown.current.actions.update.send({ id, name: "Tuning", amount: "600.5" }, { onDone: note }));
  await waitFor(() => expect(names).toEqual([["Training"], ["Tuning"]]));
  await waitFor(() => expect(shown.current.list.items[0]).toMatchObject({ id, amount: "600.5" }));
  act(() => shown.current.actions.remove.send({ id }, { onDone: note }));
  await waitFor(() => expect(names).toEqual([["Training"], ["Tuning"], []]));
});

test("a refusal names the fields, and is forgotten with the next try", async () => {
  const { shown } = await openBudgets();
  const refused: string[] = [];
  act(() =>
    shown.current.actions.create.send(
      { ...MONTHLY, amount: "-1", thresholds: [0] },
      { onRefused: (fields) => refused.push(...fields.map(({ field }) => field)) },
    ),
  );
  await waitFor(() => expect(refused).toEqual(["amount", "thresholds.0"]));
  expect(shown.current.actions.create).toMatchObject({ pending: false, error: { requestId: "request-1" } });
  expect(shown.current.list.items).toEqual([]);
  act(() => shown.current.actions.create.send(MONTHLY));
  await waitFor(() => expect(shown.current.list.items).toHaveLength(1));
  expect(shown.current.actions.create.error).toBeUndefined();
});

test("what was lost on the way says so and names no field", async () => {
  const { shown, wire } = await openBudgets();
  wire.cut("budgets.create");
  const refused: unknown[] = [];
  act(() => shown.current.actions.create.send(MONTHLY, { onRefused: (fields) => refused.push(fields) }));
  await waitFor(() => expect(refused).toEqual([[]]));
  expect(shown.current.actions.create.error?.message).toBe("The server could not be reached.");
});

test("a list that cannot be had fails, and comes with a retry", async () => {
  const page = openPage(await server.user());
  const mend = page.wire.cut("budgets.list");
  const budgets = page.hook(() => useBudgets());
  await waitFor(() => expect(budgets.current).toMatchObject({ status: "failed", items: [] }));
  mend();
  act(() => budgets.current.retry());
  await waitFor(() => expect(budgets.current).toMatchObject({ status: "ready", error: undefined }));
});

test("news in the inbox are news about budgets: they are asked again", async () => {
  const ctx = await server.user();
  const { hook, wire, client } = openPage(ctx);
  const shown = hook(() => ({ budgets: useBudgets(), badge: useUnreadCount() }));
  await waitFor(() => expect(shown.current.badge.status).toBe("ready"));
  await waitFor(() => expect(shown.current.budgets.status).toBe("ready"));
  const asked = () => wire.calls.filter((path) => path === "budgets.list").length;
  expect(asked()).toBe(1);
  await tell(server, ctx, 1);
  await act(() =>
    client.refetchQueries({ predicate: ({ queryKey }) => JSON.stringify(queryKey).includes("notifications") }),
  );
  await waitFor(() => expect(asked()).toBe(2));
});

/** A page at an instant that shows one budget, with a machine that costs $1 an hour where asked. */
async function openAt(iso: string, { runs }: { runs: boolean }) {
  server.clock.set(iso);
  vi.setSystemTime(iso);
  pageClock.now();
  const ctx = await server.user();
  await createBudget(ctx, CreateBudget.parse({ ...MONTHLY, amount: "2", thresholds: [50] }));
  const job = runs ? await createJob(ctx, { unitPrice: "1", gpuCount: 1 }) : undefined;
  const say = async (type: "started" | "heartbeat") => job && reportEvent(ctx, { jobId: job.id, eventId: type, type });
  await say("started");
  const { hook, wire } = openPage(ctx);
  const budgets = hook(() => useBudgets());
  await vi.waitFor(() => expect(budgets.current.items).toHaveLength(1));
  return { say, wire, shown: () => budgets.current.items[0] };
}

/** Time passes, on the server and on the page. */
async function pass(ms: number): Promise<void> {
  server.clock.advance(ms);
  await act(() => vi.advanceTimersByTimeAsync(ms));
}

describe("a page that stays open", () => {
  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ["Date", "performance", "setTimeout", "clearTimeout", "setInterval", "clearInterval"],
      now: server.clock.now,
    });
    pageClock.now();
  });
  afterEach(() => vi.useRealTimers());

  test("is in the new period once the old one has ended, with one request", async () => {
    const { shown, wire } = await openAt("2026-03-31T22:00:00.000Z", { runs: false });
    await pass(2 * HOUR - MINUTE);
    expect(shown()?.current.label).toBe("March 2026");
    expect(wire.calls).toEqual(["budgets.list"]);
    await pass(MINUTE);
    await vi.waitFor(() => expect(shown()?.current.label).toBe("April 2026"));
    await pass(HOUR);
    expect(wire.calls).toEqual(["budgets.list", "budgets.list"]);
  });

  test("hears that a budget is used up though no threshold tells it", async () => {
    const { say, shown, wire } = await openAt("2026-03-10T12:00:00.000Z", { runs: true });
    expect(shown()).toMatchObject({ exhaustedAt: "2026-03-10T14:00:00.000Z" });
    await pass(2 * HOUR - MINUTE);
    expect(wire.calls).toHaveLength(1);
    await say("heartbeat");
    await pass(MINUTE);
    await vi.waitFor(() => expect(shown()).toMatchObject({ exhaustedAt: null, spent: "2", remaining: "0" }));
    expect(wire.calls).toHaveLength(2);
  });

  test("asks again where the answer was lost", async () => {
    const { shown, wire } = await openAt("2026-03-31T22:00:00.000Z", { runs: false });
    const mend = wire.cut("budgets.list");
    await pass(2 * HOUR);
    expect(wire.calls).toHaveLength(2);
    mend();
    await pass(MINUTE);
    await vi.waitFor(() => expect(shown()?.current.label).toBe("April 2026"));
  });

  test("rests at the start of a month of 31 days, which is longer than a browser's timer", async () => {
    const { wire } = await openAt("2026-03-01T00:00:00.000Z", { runs: false });
    await pass(23 * HOUR);
    expect(wire.calls).toHaveLength(1);
  });
});
