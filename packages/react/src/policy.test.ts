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

const HOUR = 3_600_000;

test("no list of the inbox is polled: the inbox follows its changes", async () => {
  for (const input of [RECENT, UNREAD]) {
    expect(await asked(getQueryKey(api.notifications.list, input, "infinite"), HOUR)).toBe(1);
  }
});

test("a list of the inbox that could not be read is asked for again until it can be", async () => {
  const queryFn = vi.fn<() => Promise<object>>(() => Promise.reject(new Error("fetch failed")));
  const queryKey = getQueryKey(api.notifications.list, UNREAD, "infinite");
  const leave = new QueryObserver(client, { queryKey, queryFn, retry: false }).subscribe(() => {});
  await vi.advanceTimersByTimeAsync(100_000);
  expect(queryFn).toHaveBeenCalledTimes(4);
  queryFn.mockResolvedValue({});
  await vi.advanceTimersByTimeAsync(HOUR);
  expect(queryFn).toHaveBeenCalledTimes(5);
  leave();
});

test("jobs and costs are not polled, whatever runs: they follow the inbox", async () => {
  expect(await asked(getQueryKey(api.jobs.get, ID, "query"), HOUR, { status: "running" })).toBe(1);
  expect(await asked(getQueryKey(api.jobs.list, RUNNING, "infinite"), HOUR)).toBe(1);
  expect(await asked(getQueryKey(api.jobs.list, {}, "infinite"), HOUR)).toBe(1);
  expect(await asked(getQueryKey(api.costs.summary, { period: "week" }, "query"), HOUR)).toBe(1);
});

test("they are asked again when the tab comes back, however fresh they are", async () => {
  for (const queryKey of [getQueryKey(api.jobs.get, ID, "query"), getQueryKey(api.costs.summary, {}, "query")]) {
    const queryFn = vi.fn<() => Promise<unknown>>(async () => ({}));
    const leave = new QueryObserver(client, { queryKey, queryFn }).subscribe(() => {});
    client.mount();
    await vi.advanceTimersByTimeAsync(1);
    window.dispatchEvent(new Event("visibilitychange"));
    await vi.advanceTimersByTimeAsync(1);
    client.unmount();
    leave();
    expect(queryFn).toHaveBeenCalledTimes(2);
  }
});

test("a host's own defaults stay what they are", () => {
  client.setQueryDefaults(["host"], { staleTime: 7 });
  ensurePolicy(client, api);
  ensurePolicy(client, api);
  expect(client.getQueryDefaults(["host"])).toEqual({ staleTime: 7 });
});
