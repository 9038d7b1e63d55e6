import { expect, test } from "vitest";
import { TimeZone } from "./time-zone-schema";

test("a known zone passes as it is", () => {
  expect(TimeZone.parse("Asia/Kolkata")).toBe("Asia/Kolkata");
});

test("anything else gets one message that says what is expected", () => {
  for (const input of ["+05:30", "utc", ""]) {
    expect(TimeZone.safeParse(input).error?.issues.map(({ message }) => message)).toEqual([
      "Unknown time zone; use an IANA name such as Europe/Berlin.",
    ]);
  }
  expect(TimeZone.safeParse(5.5).success).toBe(false);
});
