import { expect, test } from "vitest";
import { doneWords, failedWords } from "./change-words";
import type { DoneChange } from "../notifications/last-change";

const now = Date.parse("2026-03-10T12:00:00.000Z");
const done = (change: Omit<DoneChange, "version">) => doneWords({ ...change, version: 1 }, now, "UTC");

test("what was done, and to how many", () => {
  expect(done({ kind: "markRead", count: 1 })).toBe("Marked as read");
  expect(done({ kind: "markAllRead", count: 12 })).toBe("Marked 12 as read");
  expect(done({ kind: "markUnread", count: 2 })).toBe("Marked 2 as unread");
  expect(done({ kind: "archive", count: 1 })).toBe("Archived");
  expect(done({ kind: "unarchive", count: 3 })).toBe("Put 3 back");
});

test("a snooze says until when, in the account's zone", () => {
  const until = "2026-03-10T18:00:00.000Z";
  expect(done({ kind: "snooze", count: 1, until })).toBe("Snoozed until 18:00");
  expect(doneWords({ kind: "snooze", count: 4, version: 1, until }, now, "Asia/Tokyo")).toBe(
    "Snoozed 4 until tomorrow, 03:00",
  );
  expect(done({ kind: "snooze", count: 1, until: null })).toBe("Put back");
  expect(done({ kind: "snooze", count: 1 })).toBe("Snoozed");
});

test("what could not be done", () => {
  expect(failedWords("archive")).toBe("Not archived");
  expect(failedWords("markAllRead")).toBe("Not marked as read");
  expect(failedWords("unarchive")).toBe("Not put back");
});
