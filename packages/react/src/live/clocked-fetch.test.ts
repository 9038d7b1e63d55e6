import { afterEach, expect, test, vi } from "vitest";
import { clockedFetch } from "./clocked-fetch";
import { pageClock } from "./page-clock";
import { serverClock } from "./server-clock";

afterEach(() => vi.unstubAllGlobals());

test("every answer tells the server's time, and one without it tells nothing", async () => {
  const at = "2031-01-01T00:00:00.000Z";
  vi.stubGlobal("fetch", async () => new Response("{}", { headers: { "x-server-time": at } }));
  await clockedFetch("/api/trpc/notifications.list");
  vi.stubGlobal("fetch", async () => new Response("{}"));
  expect((await clockedFetch("/api/trpc/notifications.list", { signal: undefined })).status).toBe(200);
  const off = (serverClock.serverTime(pageClock.now()) ?? NaN) - Date.parse(at);
  expect(off).toBeGreaterThanOrEqual(-500);
  expect(off).toBeLessThan(5000);
});
