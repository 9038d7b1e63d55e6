import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { snoozeChoices } from "./snooze-times";

const timesAt = (now: string, timeZone: string) =>
  Object.fromEntries(snoozeChoices(Date.parse(now), timeZone).map(({ label, until }) => [label, until]));

test("a weekday's morning has all four", () => {
  expect(timesAt("2026-03-10T09:30:15.000Z", "UTC")).toEqual({
    "In an hour": "2026-03-10T10:31:00.000Z",
    "This evening": "2026-03-10T18:00:00.000Z",
    "Tomorrow morning": "2026-03-11T09:00:00.000Z",
    "Next week": "2026-03-16T09:00:00.000Z",
  });
});

test("the evening is no choice when it is near, or over", () => {
  expect(timesAt("2026-03-10T16:29:00.000Z", "UTC")).toHaveProperty("This evening");
  expect(timesAt("2026-03-10T16:31:00.000Z", "UTC")).not.toHaveProperty("This evening");
  expect(timesAt("2026-03-10T23:00:00.000Z", "UTC")).not.toHaveProperty("This evening");
});

test("day and hour are those of the zone", () => {
  // In Auckland it is the evening of the 11th already.
  expect(timesAt("2026-03-11T05:10:00.000Z", "Pacific/Auckland")).toEqual({
    "In an hour": "2026-03-11T06:10:00.000Z",
    "Tomorrow morning": "2026-03-11T20:00:00.000Z",
    "Next week": "2026-03-15T20:00:00.000Z",
  });
  expect(timesAt("2026-03-10T03:00:00.000Z", "America/St_Johns")["Tomorrow morning"]).toBe("2026-03-11T11:30:00.000Z");
});

test("next week is never tomorrow", () => {
  expect(timesAt("2026-03-15T12:00:00.000Z", "UTC")["Next week"]).toBe("2026-03-23T09:00:00.000Z");
  expect(timesAt("2026-03-16T12:00:00.000Z", "UTC")["Next week"]).toBe("2026-03-23T09:00:00.000Z");
  expect(timesAt("2026-03-14T12:00:00.000Z", "UTC")["Next week"]).toBe("2026-03-16T09:00:00.000Z");
});

describe("when the clocks change in between", () => {
  test("forward: nine is an hour sooner", () =>
    expect(timesAt("2026-03-28T12:00:00.000Z", "Europe/Berlin")["Tomorrow morning"]).toBe("2026-03-29T07:00:00.000Z"));
  test("back: nine is an hour later", () =>
    expect(timesAt("2026-10-24T12:00:00.000Z", "Europe/Berlin")["Tomorrow morning"]).toBe("2026-10-25T08:00:00.000Z"));
  test("within the week", () =>
    expect(timesAt("2026-03-05T12:00:00.000Z", "America/New_York")["Next week"]).toBe("2026-03-09T13:00:00.000Z"));
});

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Kiritimati",
];

test("at any time and place every choice lies ahead, in order, within nine days, on its hour", () => {
  const instants = fc.date({ min: new Date("2024-01-01"), max: new Date("2030-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(instants, fc.constantFrom(...ZONES), (now, timeZone) => {
      const choices = snoozeChoices(now.getTime(), timeZone);
      const hourOf = (until: string) =>
        new Intl.DateTimeFormat("en-US", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(
          new Date(until),
        );
      const hours = { "This evening": "18:00", "Tomorrow morning": "09:00", "Next week": "09:00" };
      for (const [label, hour] of Object.entries(hours)) {
        const choice = choices.find((each) => each.label === label);
        if (choice) expect(hourOf(choice.until)).toBe(hour);
      }
      const times = choices.map(({ until }) => Date.parse(until));
      expect(Math.min(...times)).toBeGreaterThan(now.getTime());
      expect(Math.max(...times) - now.getTime()).toBeLessThan(9 * 86_400_000);
      // An hour from late at night is the only one that may come after another.
      expect(times.slice(1)).toEqual(times.slice(1).toSorted((a, b) => a - b));
    }),
  );
});
