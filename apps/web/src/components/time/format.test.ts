import { expect, test } from "vitest";
import { formatDays, formatDuration, formatInstant } from "./format";

const days = (from: string, to: string) => formatDays({ from, to, timeZone: "Europe/Berlin" });

test("an instant is written in the zone it is asked for", () => {
  const at = "2026-11-20T23:30:05.000Z";
  expect(formatInstant(at, "Asia/Kathmandu", "exact")).toBe("Nov 21, 2026, 05:15:05");
  expect(formatInstant(at, "UTC", "second")).toBe("23:30:05");
  expect(formatInstant(at, "UTC", "short")).toBe("Nov 20, 23:30");
});

test("a half-open range is written with its last day, not the one after", () => {
  expect(days("2026-10-31T23:00:00.000Z", "2026-11-30T23:00:00.000Z")).toBe("Nov 1 – 30, 2026");
  expect(days("2026-11-19T23:00:00.000Z", "2026-11-20T10:00:00.000Z")).toBe("Nov 20, 2026");
});

test("a duration is told by its two largest units", () => {
  expect(formatDuration(15 * 60_000)).toBe("15 min");
  expect(formatDuration(4 * 3_600_000 + 6 * 60_000 + 5000)).toBe("4 h 6 min");
  expect(formatDuration(0)).toBe("0 s");
});
