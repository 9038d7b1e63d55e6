import { describe, expect, test } from "vitest";
import { complaintsOf, type Truth } from "./check";
import { createHistory, type Attempt, type History } from "./history";

const post = (history: History, key: string, amount: string, project = "p") =>
  history.begin({ deed: "post", key, amount, project });
const rows = (...all: [id: string, key: string, amount: string][]) =>
  all.map(([id, key, amount]) => ({ id, key, amount }));

/** What is said of a history that is written by `act` and ends in these rows. */
function complaints(act: (history: History) => void, found: Truth["rows"], truth: Partial<Truth> = {}): string[] {
  const history = createHistory();
  act(history);
  const lines = history.read();
  history.remove();
  return complaintsOf(lines, { rows: found, total: "3", reached: [50], told: [50], ...truth });
}

/** Two costs that are acknowledged, the second at its third attempt, one that is refused, and one that nobody knows of. */
function good(history: History): void {
  post(history, "a", "1").ok({ id: "1" });
  post(history, "b", "2").info();
  post(history, "b", "2").fail();
  post(history, "b", "2").ok({ id: "2" });
  post(history, "b", "7").fail();
  post(history, "c", "x").fail();
  post(history, "d", "4").info();
}
const GOOD = rows(["1", "a", "1"], ["2", "b", "2"]);

const twice = (history: History) => {
  post(history, "a", "3").ok({ id: "1" });
  post(history, "a", "3").ok({ id: "2" });
};

/** A read while `a` is through, `b` is under way, `c` is refused, and `d` is sent after it began. */
const reading = (sum: string) => (history: History) => {
  post(history, "a", "1").ok({ id: "1" });
  const under = post(history, "b", "2");
  post(history, "c", "9").fail();
  const read: Attempt = history.begin({ deed: "read" });
  const after = post(history, "d", "4");
  read.ok({ sums: { p: sum } });
  for (const [attempt, id] of [
    [under, "2"],
    [after, "4"],
  ] as const)
    attempt.ok({ id });
};
const blind = (history: History) => {
  post(history, "a", "3").ok({ id: "1" });
  history.begin({ deed: "read" }).ok({ sums: {} });
};

describe("a history", () => {
  test("in which all is well is believed, with and without what nobody knows of", () => {
    expect(complaints(good, GOOD)).toEqual([]);
    expect(complaints(good, [...GOOD, ...rows(["4", "d", "4"])], { total: "7" })).toEqual([]);
  });

  test.each<[string, Truth["rows"], Partial<Truth>, string]>([
    ["lost", rows(["1", "a", "1"]), { total: "1" }, "b of 2 was acknowledged and is lost."],
    [
      "another amount",
      rows(["1", "a", "1"], ["2", "b", "2.5"]),
      { total: "3.5" },
      "b of 2 was acknowledged and is lost.",
    ],
    ["doubled", [...GOOD, ...rows(["3", "b", "2"])], { total: "5" }, "b is there more than once."],
    ["refused", [...GOOD, ...rows(["3", "b", "7"])], { total: "10" }, "b of 7 was refused and is there."],
    ["made up", [...GOOD, ...rows(["3", "e", "1"])], { total: "4" }, "e of 1 is there and nobody sent it."],
    ["made anew", rows(["1", "a", "1"], ["9", "b", "2"]), {}, "b of 2 was answered with another record."],
    ["summed wrongly", GOOD, { total: "3.000000000001" }, "The records come to 3, the API says 3.000000000001."],
    ["told twice", GOOD, { told: [50, 50] }, "Reached was 50, told 50,50."],
    ["not told", GOOD, { told: [] }, "Reached was 50, told ."],
  ])("whose end is %s is not", (_what, found, truth, complaint) => {
    expect(complaints(good, found, truth)).toContain(complaint);
  });

  test("that answers one key with two records is not", () => {
    expect(complaints(twice, rows(["1", "a", "3"]))).toEqual(["a of 3 was answered with several records."]);
  });
});

describe("a read", () => {
  const end = rows(["1", "a", "1"], ["2", "b", "2"], ["4", "d", "4"]);

  test.each(["1", "3", "5", "7"])("may see %s", (sum) => {
    expect(complaints(reading(sum), end, { total: "7" })).toEqual([]);
  });

  test.each([
    ["0", "what was acknowledged before is missing"],
    ["0.999999999999", "a part of it is missing"],
    ["10", "what was refused is in it"],
  ])("may not see %s: %s", (sum) => {
    expect(complaints(reading(sum), end, { total: "7" })).toEqual([`Read 4 saw ${sum} of p, which was 1 to 7.`]);
  });

  test("that does not name a project sees nothing of it", () => {
    expect(complaints(blind, rows(["1", "a", "3"]))).toEqual(["Read 2 saw 0 of p, which was 3 to 3."]);
  });
});
