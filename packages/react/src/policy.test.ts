import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { getQueryKey } from "@trpc/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "./client";
import { applyPolicy, ensurePolicy } from "./policy";
import { RECENT, RUNNING, UNREAD } from "./policy-inputs";

const ID = { id: "00000000-0000-4000-8000-000000000000" };
let client: QueryClient;

beforeEach(() => {
  vi.useFakeTimers();
  client = new QueryClient();
  applyPolicy(client, api);
});
afterEach(() => {
  client.clear();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** How often a query on screen is asked for within a time, its first answer included. */
async function asked(queryKey: readonly unknown[], ms: number, answer: unknown = {}): Promise<number> {
  const queryFn = vi.fn<() => Promise<unknown>>(async () => answer);
  const leave = new QueryObserver(client, { queryKey, queryFn }).subscribe(() => {});
  await vi.advanceTimersByTimeAsync(ms);
  leave();
  return queryFn.mock.calls.length;
}

const MINUTE = 60_000;

test("the badge is polled every five seconds, and rests while the page is hidden", async () => {
  const badge = getQueryKey(api.notifications.list, UNREAD, "infinite");
  expect(await asked(badge, MINUTE + 1)).toBe(13);
  vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  expect(await asked(badge, 10 * MINUTE)).toBeLessThanOrEqual(1);
});

test("other lists of the inbox are not polled: they follow the badge", async () => {
  expect(await asked(getQueryKey(api.notifications.list, RECENT, "infinite"), 10 * MINUTE)).toBe(1);
});

test("a job that runs is asked for every five seconds, one that has ended never again", async () => {
  const job = getQueryKey(api.jobs.get, ID, "query");
  expect(await asked(job, MINUTE + 1, { status: "running" })).toBe(13);
  client.clear();
  expect(await asked(job, 10 * MINUTE, { status: "completed" })).toBe(1);
});

test("figures that tick by themselves are asked for every three minutes, a summary and the budgets every minute", async () => {
  expect(await asked(getQueryKey(api.jobs.list, RUNNING, "infinite"), 9 * MINUTE + 1)).toBe(4);
  expect(await asked(getQueryKey(api.costs.summary, { period: "week" }, "query"), 3 * MINUTE + 1)).toBe(4);
  expect(await asked(getQueryKey(api.budgets.list, {}, "query"), 3 * MINUTE + 1)).toBe(4);
});

test("a host's own defaults stay what they are", () => {
  client.setQueryDefaults(["host"], { staleTime: 7 });
  ensurePolicy(client, api);
  ensurePolicy(client, api);
  expect(client.getQueryDefaults(["host"])).toEqual({ staleTime: 7 });
});
