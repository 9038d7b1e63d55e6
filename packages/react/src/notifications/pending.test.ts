import { describe, expect, test } from "vitest";
import { changed, FITS, isUnread, pendingCount, type PendingChange, type Row, type RowChange } from "./pending";

const row = (id: string, version: number, marks: Partial<Row> = {}): Row => ({
  id,
  version,
  type: "job_failed",
  read: false,
  archivedAt: null,
  snoozedUntil: null,
  groupKey: null,
  ...marks,
});
const change = (kind: RowChange["kind"], id: string, more: Partial<RowChange> = {}): RowChange => ({
  kind,
  id,
  groupKey: null,
  groupUpTo: undefined,
  until: null,
  ...more,
});
const all = (upTo: number, types?: string[]): PendingChange => ({ kind: "markAllRead", upTo, types });

const inbox = (count: number, known: Row[], from = 3) => ({
  unread: { version: from, count },
  rows: new Map(known.map((each) => [each.id, each])),
  from,
});

describe("the badge", () => {
  const rows = [row("a", 1), row("b", 2), row("c", 3, { read: true })];

  test.each<[string, PendingChange[], number]>([
    ["nothing is pending", [], 7],
    ["one is marked", [change("markRead", "a")], 6],
    ["one is marked from two places", [change("markRead", "a"), change("markRead", "a")], 6],
    ["one that is read already is marked", [change("markRead", "c")], 7],
    ["one is marked as unread", [change("markUnread", "c")], 8],
    ["one goes there and back", [change("markRead", "a"), change("markUnread", "a")], 7],
    ["one is archived and put back", [change("archive", "a"), change("unarchive", "a")], 7],
    ["one is snoozed", [change("snooze", "b", { until: "2026-04-01T00:00:00.000Z" })], 6],
    ["a row nobody has seen is marked", [change("markRead", "z")], 7],
    ["all that was there is marked", [all(3)], 0],
    ["all of some types are marked, as far as they are known", [all(3, ["job_failed"])], 5],
    ["all that was there before the latest is marked", [all(1)], 6],
  ])("when %s", (_when, changes, count) => expect(pendingCount(inbox(7, rows), changes)).toBe(count));

  test("keeps what arrived after everything was marked", () => {
    const arrived = [...rows, row("d", 9)];
    expect(pendingCount(inbox(8, arrived), [all(3)])).toBe(1);
  });

  test("counts a change once when the server's count holds it already", () => {
    const read = [row("a", 4, { read: true }), row("b", 2)];
    expect(pendingCount(inbox(6, read), [change("markRead", "a")])).toBe(6);
  });

  test("moves by the whole group, as far as it was there", () => {
    const group = [row("a", 1, { groupKey: "g" }), row("b", 2, { groupKey: "g" }), row("c", 9, { groupKey: "g" })];
    const mark = change("markRead", "a", { groupKey: "g", groupUpTo: 5 });
    expect(pendingCount(inbox(3, group, 0), [mark])).toBe(1);
  });
});

describe("a row", () => {
  test("that is snoozed leaves the inbox and the archive, and is in the list of what is snoozed", () => {
    const until = "2026-04-01T00:00:00.000Z";
    const asleep = changed(row("a", 1, { archivedAt: "2026-03-01T00:00:00.000Z" }), change("snooze", "a", { until }));
    expect(asleep).toMatchObject({ archivedAt: null, snoozedUntil: until });
    expect([FITS.all(asleep), FITS.unread(asleep), FITS.archived(asleep), FITS.snoozed(asleep)]).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  test("that is woken comes back unread; one that was awake stays as it was", () => {
    const asleep = row("a", 1, { read: true, snoozedUntil: "2026-04-01T00:00:00.000Z" });
    expect(isUnread(changed(asleep, change("snooze", "a")))).toBe(true);
    expect(isUnread(changed(row("a", 1, { read: true }), change("snooze", "a")))).toBe(false);
  });

  test("that is archived while it is snoozed is archived alone", () => {
    const archived = changed(row("a", 1, { snoozedUntil: "2026-04-01T00:00:00.000Z" }), change("archive", "a"));
    expect([FITS.snoozed(archived), FITS.archived(archived)]).toEqual([false, true]);
  });

  test("that came after everything was marked is not touched", () => {
    expect(changed(row("a", 6), all(5))).toEqual(row("a", 6));
  });
});
