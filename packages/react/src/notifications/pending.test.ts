import { describe, expect, test } from "vitest";
import { effectOf, type PendingChange, pendingCount, pendingRows } from "./pending";

const row = (id: string, version: number, read = false) => ({
  id,
  version,
  read,
  type: "job_failed" as const,
  archivedAt: null,
  snoozedUntil: null,
});
const change = (kind: "markRead" | "markUnread" | "archive" | "unarchive", id: string, base = 9): PendingChange => ({
  kind,
  id,
  base,
  before: kind === "markRead" || kind === "archive",
  after: kind === "markUnread" || kind === "unarchive",
});
const snapshot = (unreadCount: number, ...items: ReturnType<typeof row>[]) => ({ unreadCount, version: 9, items });

describe("the badge of a snapshot that shows every unread row", () => {
  const shown = snapshot(2, row("a", 1), row("b", 2), row("c", 3, true));

  test("is the server's when nothing is pending", () => expect(pendingCount(shown, [])).toBe(2));
  test("loses what is being read or archived, once", () => {
    expect(pendingCount(shown, [change("markRead", "a"), change("archive", "a")])).toBe(1);
  });
  test("is not moved by a change that the snapshot holds already", () => {
    expect(pendingCount(shown, [change("markRead", "c", 5), change("markUnread", "a", 5)])).toBe(2);
  });
  test("follows the order of changes", () => {
    expect(pendingCount(shown, [change("markRead", "a"), change("markUnread", "a")])).toBe(2);
    expect(pendingCount(shown, [change("markUnread", "c"), change("markRead", "c")])).toBe(2);
  });
  test("keeps what is newer than the list that is being marked", () => {
    expect(pendingCount(shown, [{ kind: "markAllRead", upTo: 1, types: undefined }])).toBe(1);
    expect(pendingCount(shown, [{ kind: "markAllRead", upTo: 9, types: ["job_started"] }])).toBe(2);
  });
});

describe("the badge of a snapshot that shows only the latest rows", () => {
  const shown = snapshot(50, row("a", 8), row("b", 7));

  test("loses a row it does not show, when the change came after it", () => {
    expect(pendingCount(shown, [change("markRead", "z")])).toBe(49);
  });
  test("is left alone when it may hold the change already", () => {
    expect(pendingCount(shown, [change("markRead", "z", 8)])).toBe(50);
  });
  test("is empty when all is being marked, and never below", () => {
    expect(pendingCount(shown, [{ kind: "markAllRead", upTo: 9, types: undefined }, change("markRead", "z")])).toBe(0);
  });
});

test("rows leave the list they no longer belong to, and are not touched otherwise", () => {
  const rows = [row("a", 1), row("b", 2, true)];
  expect(pendingRows(rows, [], "all")).toBe(rows);
  expect(pendingRows(rows, [change("archive", "a")], "all").map(({ id }) => id)).toEqual(["b"]);
  expect(pendingRows([row("a", 1)], [change("markRead", "a")], "unread")).toEqual([]);
  expect(pendingRows(rows, [change("markUnread", "b")], "all").map(({ read }) => read)).toEqual([false, false]);
});

test("a row that nobody knows counts for nothing", () => {
  expect(effectOf("markRead", undefined)).toEqual({ before: false, after: false });
  expect(effectOf("unarchive", { ...row("a", 1), archivedAt: "2026-01-01T00:00:00.000Z" })).toEqual({
    before: false,
    after: true,
  });
});
