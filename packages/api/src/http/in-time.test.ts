import { expect, test } from "vitest";
import { inTime } from "./in-time";

const NEVER = new Promise<void>(() => {});
const LATE_MS = 7_000;

/** A database whose answers each take until the next look, on a clock of its own. */
function database(answers: boolean) {
  let [now, asked] = [0, 0];
  const databaseAnswers = async () => {
    [now, asked] = [now + LATE_MS, asked + 1];
    return answers;
  };
  return { asked: () => asked, parts: { databaseAnswers }, pace: { clock: () => now, lateMs: 1 } };
}

test("what is slow while the database answers has half a minute, and no more", async () => {
  const { asked, parts, pace } = database(true);
  await expect(inTime(NEVER, parts, pace)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  // At 0, 7, 14, 21 and 28 seconds; not at 35.
  expect(asked()).toBe(5);
});

test("what is late is given up at once where the database says nothing", async () => {
  const { asked, parts, pace } = database(false);
  await expect(inTime(NEVER, parts, pace)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  expect(asked()).toBe(1);
});

test("what is done in time, or has failed, is what it is, and nobody is asked", async () => {
  const { asked, parts } = database(false);
  expect(await inTime(Promise.resolve(), parts)).toBeUndefined();
  await expect(inTime(Promise.reject(new Error("of its own")), parts)).rejects.toThrow("of its own");
  expect(asked()).toBe(0);
});
