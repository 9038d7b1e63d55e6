import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { piecesOf, type BucketSpan, type Piece } from "./pieces";

const DAY = 24;
const dayAt = (at: number) => {
  const from = Math.floor(at / DAY) * DAY;
  return { from, to: from + DAY };
};

/** How often each hour is counted in each bucket, days as wholes. */
function countedBy(pieces: readonly Piece[]): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (name: string, n: number) => void counts.set(name, (counts.get(name) ?? 0) + n);
  for (const { from, to, bucket, outOf } of pieces) {
    for (let hour = from; hour < to; hour += 1) {
      add(`${bucket} ${hour}`, 1);
      if (outOf !== undefined) add(`${outOf} ${hour}`, -1);
    }
  }
  return new Map([...counts].filter(([, count]) => count !== 0).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const bounds = fc
  .uniqueArray(fc.integer({ min: 0, max: 20 * DAY }), { minLength: 2, maxLength: 12 })
  .map((times) => times.toSorted((a, b) => a - b));

const bucketsBetween = (times: readonly number[]): BucketSpan[] =>
  times.slice(1).map((to, bucket) => ({ from: times[bucket] ?? 0, to, bucket }));

describe("the pieces of buckets", () => {
  test("hold each hour of a bucket once, wherever bounds lie and whether buckets touch", () => {
    const gaps = fc.array(fc.boolean(), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(bounds, gaps, (times, kept) => {
        const buckets = bucketsBetween(times).filter((_, i) => kept[i] ?? true);
        const { days, parts } = piecesOf(buckets, dayAt);
        expect(countedBy([...days, ...parts])).toEqual(countedBy(buckets));
        for (const { from, to } of days) expect([from % DAY, to % DAY]).toEqual([0, 0]);
        for (const list of [days, parts]) {
          expect(list.map(({ from }) => from)).toEqual(list.map(({ from }) => from).toSorted((a, b) => a - b));
        }
      }),
    );
  });

  test("read no more than half of a day that two buckets share", () => {
    for (const shift of [0, 1, 11, 12, 13, 23]) {
      const threeDays = bucketsBetween([0, DAY, 2 * DAY, 3 * DAY].map((hour) => hour + shift));
      const shared = piecesOf(threeDays, dayAt).parts.filter(({ outOf }) => outOf !== undefined);
      expect(shared.length).toBe(shift === 0 ? 0 : 2);
      for (const { from, to } of shared) expect(to - from).toBe(Math.min(shift, DAY - shift));
    }
  });
});
