import { describe, expect, test } from "vitest";
import type { InboxAnswer, Notification } from "../types";
import { applyAnswer, firstState, glimpsed, type InboxState } from "./state";
import { makeRow } from "./testing/model-rows";

const pollAfterMs = 5_000;
const row = (place: number, version: number): Notification =>
  makeRow({ key: "", at: place, groupKey: null, expiresAt: null }, place, version);
const delta = (version: number, upserts: Notification[], removed: string[] = [], unreadCount = 1): InboxAnswer => ({
  changed: true,
  version,
  unreadCount,
  upserts,
  removed,
  pollAfterMs,
});
const reset = (version: number): InboxAnswer => ({ changed: true, reset: true, version, pollAfterMs });

const first = firstState({ version: 5, unreadCount: 3 });
function after(...answers: [since: number, answer: InboxAnswer][]): InboxState {
  return answers.reduce((state, [since, answer]) => applyAnswer(state, since, answer).state, first);
}

describe("an answer", () => {
  test("to what is known now moves it", () => {
    const { state, outcome } = applyAnswer(first, 5, delta(7, [row(1, 6), row(2, 7)], ["gone"], 4));
    expect(outcome).toBe("moved");
    expect(state).toMatchObject({ version: 7, from: 5, unread: { version: 7, count: 4 } });
    expect([...state.rows.keys()]).toEqual([row(1, 0).id, row(2, 0).id]);
    expect([...state.removed]).toEqual(["gone"]);
  });

  test("to less than is known moves it all the same: it holds the rest as well", () => {
    expect(applyAnswer(first, 2, delta(7, [])).outcome).toBe("moved");
  });

  test("that comes twice, late, or after a newer one is dropped", () => {
    const state = after([5, delta(9, [row(1, 9)])]);
    for (const late of [delta(9, [row(1, 9)]), delta(7, [row(1, 7)]), reset(8)]) {
      expect(applyAnswer(state, 5, late)).toEqual({ state, outcome: "same" });
    }
  });

  test("to more than is known is a gap", () => {
    expect(applyAnswer(first, 6, delta(7, []))).toEqual({ state: first, outcome: "gap" });
    expect(applyAnswer(first, 7, { changed: false, version: 7, pollAfterMs })).toEqual({
      state: first,
      outcome: "gap",
    });
  });

  test("without rows leaves the lists the very same", () => {
    const before = after([5, delta(6, [row(1, 6)])]);
    const { state } = applyAnswer(before, 6, delta(7, []));
    expect([state.rows === before.rows, state.removed === before.removed]).toEqual([true, true]);
  });

  test("with a removal takes the row away, and it stays away", () => {
    const { id } = row(1, 6);
    const state = after([5, delta(6, [row(1, 6)])], [6, delta(7, [], [id])]);
    expect([state.rows.has(id), state.removed.has(id)]).toEqual([false, true]);
  });

  test("with more rows than are worth keeping has the lists read anew, and says the badge", () => {
    const many = Array.from({ length: 501 }, (_, i) => row(i, 6));
    const { state, outcome } = applyAnswer(first, 5, delta(6, many, [], 501));
    expect([outcome, state.from, state.rows.size, state.unread.count]).toEqual(["reset", 6, 0, 501]);
  });

  test("with more removals than are worth keeping does so too", () => {
    const gone = Array.from({ length: 501 }, (_, i) => `gone ${i}`);
    const { state, outcome } = applyAnswer(first, 5, delta(6, [], gone));
    expect([outcome, state.removed.size]).toEqual(["reset", 0]);
  });
});

describe("the badge", () => {
  test("is that of the newest list or answer, whichever comes last", () => {
    const seen = glimpsed(first, { version: 9, unreadCount: 8 });
    expect(applyAnswer(seen, 5, delta(7, [], [], 2)).state.unread).toEqual({ version: 9, count: 8 });
    expect(glimpsed(seen, { version: 8, unreadCount: 1 }).unread.count).toBe(8);
  });

  test("stays after a reset until a list that was read after it says better; an older one does not", () => {
    const { state, outcome } = applyAnswer(first, 5, reset(300));
    expect([outcome, state.from, state.unread.count]).toEqual(["reset", 300, 3]);
    expect(glimpsed(state, { version: 2, unreadCount: 9 }).unread.count).toBe(3);
    expect(glimpsed(state, { version: 300, unreadCount: 7 }).unread.count).toBe(7);
  });

  test("of a list that was read after the answer that says reset stays", () => {
    const seen = glimpsed(first, { version: 301, unreadCount: 7 });
    expect(applyAnswer(seen, 5, reset(300)).state.unread).toEqual({ version: 301, count: 7 });
  });
});

describe("a database that was set back", () => {
  test("is believed, and so are its lists", () => {
    const { state, outcome } = applyAnswer(first, 5, reset(2));
    expect([outcome, state.version]).toEqual(["reset", 2]);
    expect(glimpsed(state, { version: 2, unreadCount: 1 }).unread.count).toBe(1);
  });
});
