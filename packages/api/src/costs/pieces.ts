import type { Span } from "./cut";

/** What a bucket of a series is read from. */
export type BucketSpan = Span & { readonly bucket: number };
/** A stretch whose sum goes into one bucket and, where it has gone into the wrong one with its day, out of that. */
export type Piece = BucketSpan & { readonly outOf?: number };

/** What buckets are made of: whole days, and parts of days that are to be read finer. In the order of time. */
export type Pieces = { days: Piece[]; parts: Piece[] };

/**
 * Cuts buckets, one after the other, into whole days and the parts of days at their bounds. A day that two buckets share
 * goes into one of them whole, and only the smaller part of it is read finer, into the other: at most half of each day.
 */
export function piecesOf(buckets: readonly BucketSpan[], dayAt: (at: number) => Span): Pieces {
  const days = buckets.map(({ from, to, bucket }) => ({ from: ceil(from, dayAt), to: dayAt(to).from, bucket }));
  const parts: Piece[] = [];
  for (const [i, after] of buckets.entries()) {
    const before = buckets[i - 1];
    const [own, others] = [days[i], days[i - 1]];
    const day = dayAt(after.from);
    const isShared = before?.to === after.from && before.from <= day.from && day.to <= after.to;
    if (own && others && isShared && day.from !== after.from) {
      parts.push(shareDay({ day, at: after.from, before: others, after: own }));
    } else {
      if (before) parts.push(endOf(before, dayAt));
      if (day.from !== after.from) parts.push({ ...after, to: Math.min(day.to, after.to) });
    }
  }
  const last = buckets.at(-1);
  if (last) parts.push(endOf(last, dayAt));
  return { days: days.filter(isSome), parts: parts.filter(isSome) };
}

type Sharing = { day: Span; at: number; before: BucketSpan; after: BucketSpan };

function shareDay({ day, at, before, after }: Sharing): Piece {
  if (at - day.from <= day.to - at) {
    after.from = day.from;
    return { from: day.from, to: at, bucket: before.bucket, outOf: after.bucket };
  }
  before.to = day.to;
  return { from: at, to: day.to, bucket: after.bucket, outOf: before.bucket };
}

/** What is left of a bucket behind its last whole day; what lies within one day has been read where it begins. */
function endOf(bucket: BucketSpan, dayAt: (at: number) => Span): Piece {
  const { from } = dayAt(bucket.to);
  return { ...bucket, from: bucket.from <= from ? from : bucket.to };
}

function ceil(at: number, dayAt: (at: number) => Span): number {
  const day = dayAt(at);
  return day.from === at ? at : day.to;
}

const isSome = ({ from, to }: Span) => from < to;
