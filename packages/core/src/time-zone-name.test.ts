import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ODD_ZONES } from "./testing/zones";
import { isTimeZone } from "./time-zone-name";

describe("a time zone's name", () => {
  test.each([
    ...ODD_ZONES,
    "GMT",
    "Etc/UTC",
    "Etc/GMT",
    "EST5EDT",
    "US/Pacific",
    "Asia/Calcutta",
    "Europe/Kyiv",
    "America/Port-au-Prince",
    "America/Port_of_Spain",
    "Africa/Dar_es_Salaam",
    "Europe/Isle_of_Man",
    "Asia/Ust-Nera",
    "Antarctica/McMurdo",
    "Antarctica/DumontDUrville",
    "America/Argentina/ComodRivadavia",
    "America/North_Dakota/New_Salem",
    "America/Knox_IN",
    "Australia/NSW",
    "GB-Eire",
    "W-SU",
  ])("%s is known", (zone) => {
    expect(isTimeZone(zone)).toBe(true);
  });

  test.each([
    "",
    "utc",
    "Utc",
    "asia/kolkata",
    "Asia/kolkata",
    "ASIA/KOLKATA",
    "Etc/Utc",
    "Antarctica/Mcmurdo",
    "America/Port-Au-Prince",
    "Africa/Dar_Es_Salaam",
    "Australia/Nsw",
  ])("%j is another spelling", (zone) => {
    expect(isTimeZone(zone)).toBe(false);
  });

  test.each(["+05:30", "-08", "GMT+5", "UTC+1", "Etc/GMT+5", "Etc/GMT-14", "Etc/GMT+0", "GMT+0", "GMT-0"])(
    "%s is an offset",
    (zone) => {
      expect(isTimeZone(zone)).toBe(false);
    },
  );

  test.each([
    "IST",
    "PST",
    "US/Pacific-New",
    "SystemV/EST5",
    "Factory",
    "Etc/Unknown",
    "Mars/Olympus",
    "Europe/Atlantis",
    "Europe/Berlin ",
    "Europe/Berlin\n",
    "../Europe/Berlin",
    "posix/Europe/Berlin",
    "America/".padEnd(100_000, "A"),
  ])("%.30j is no zone that both Intl and Postgres know", (zone) => {
    expect(isTimeZone(zone)).toBe(false);
  });

  test("every zone this engine lists is known, in that spelling alone", () => {
    for (const zone of Intl.supportedValuesOf("timeZone")) {
      expect(isTimeZone(zone), zone).toBe(true);
      expect(isTimeZone(zone.toLowerCase()), zone).toBe(false);
      expect(isTimeZone(` ${zone}`), zone).toBe(false);
    }
  });

  test("any text is answered with true or false, never with an error", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => typeof isTimeZone(text) === "boolean"));
  });
});
