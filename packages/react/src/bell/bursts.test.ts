import { describe, expect, test } from "vitest";
import { gatherBursts, isUnreadRow, othersOf } from "./bursts";
import { makeRow } from "./testing";

const job = (id: string, name: string, title = "Training Started") =>
  makeRow({ id, title, groupKey: "burst", metadata: { job_name: name } });

test("rows of one group are one row, where the newest of it stands", () => {
  const rows = gatherBursts([makeRow({ id: "a" }), job("b", "llama"), makeRow({ id: "c" }), job("d", "mistral")]);
  expect(rows.map(({ key, members }) => [key, members.map(({ id }) => id)])).toEqual([
    ["a", ["a"]],
    ["burst", ["b", "d"]],
    ["c", ["c"]],
  ]);
  expect(rows[1]?.item.id).toBe("b");
});

test("a burst is unread as long as one of it is", () => {
  const read = { ...job("a", "llama"), read: true };
  const [mixed] = gatherBursts([read, job("b", "mistral")]);
  const [done] = gatherBursts([read, { ...read, id: "c" }]);
  expect(mixed && isUnreadRow(mixed)).toBe(true);
  expect(done && isUnreadRow(done)).toBe(false);
});

test("what is archived or snoozed counts as read", () => {
  const [archived] = gatherBursts([makeRow({ archivedAt: "2026-03-10T12:00:00.000Z" })]);
  const [snoozed] = gatherBursts([makeRow({ snoozedUntil: "2026-03-10T18:00:00.000Z" })]);
  expect([archived && isUnreadRow(archived), snoozed && isUnreadRow(snoozed)]).toEqual([false, false]);
});

const othersIn = (rows: ReturnType<typeof job>[], atLeast = false) => {
  const [row] = gatherBursts(rows);
  return row && othersOf(row, atLeast);
};

describe("the others of a burst", () => {
  test("are named by their jobs, each once", () =>
    expect(othersIn([job("a", "llama"), job("b", "mistral"), job("c", "llama"), job("d", "mistral")])).toBe("mistral"));
  test("are counted where they are many, at least so many where more may follow", () => {
    const rows = ["a", "b", "c", "d", "e"].map((name) => job(name, name));
    expect(othersIn(rows)).toBe("b, c and 2 more");
    expect(othersIn(rows, true)).toBe("b, c and 2+ more");
  });
  test("are named by their titles where the job is the same", () =>
    expect(othersIn([job("a", "llama", "Training 75% Complete"), job("b", "llama", "Training 50% Complete")])).toBe(
      "Training 50% Complete",
    ));
});
