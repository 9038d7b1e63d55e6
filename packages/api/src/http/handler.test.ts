import { expect, test } from "vitest";
import { createTestHttp } from "./testing";

test.each(["/api/health", "/api/trpc/account.get", "/api/jobs", "/api/nothing"])(
  "an answer carries the server's time, whatever it is: %s",
  async (path) => {
    const api = await createTestHttp("2026-03-10T12:00:00.123Z");
    const { headers } = await api.send("GET", path);
    expect(headers.get("x-server-time")).toBe("2026-03-10T12:00:00.123Z");
  },
);
