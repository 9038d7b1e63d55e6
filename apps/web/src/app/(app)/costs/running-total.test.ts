import { expect, test } from "vitest";
import { totalMeter } from "./running-total";

const asOf = "2026-03-20T12:00:00.000Z";
const meter = (from: string, to: string) =>
  totalMeter({
    total: "118",
    range: { from, to, timeZone: "UTC", granularity: "day" },
    live: { amount: "70.8", perHour: "23.6", runningJobs: 1, asOf },
  });

test("the total of a window that closes now, or later, grows with what runs", () => {
  expect(meter("2026-03-13T00:00:00.000Z", asOf)).toEqual({ amount: "118", perHour: "23.6", asOf });
  expect(meter("2026-03-13T00:00:00.000Z", "2026-03-21T00:00:00.000Z").perHour).toBe("23.6");
});

test("the total of a window that is past, or still to come, rests", () => {
  expect(meter("2026-02-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z").perHour).toBe("0");
  expect(meter("2026-04-01T00:00:00.000Z", "2026-05-01T00:00:00.000Z").perHour).toBe("0");
});
