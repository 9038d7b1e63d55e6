import type { Span } from "./cells";

/** A stretch whose sum goes into one bucket and, where it has gone into the wrong one before, out of that. */
export type Piece = Span & { readonly into: number; readonly outOf?: number };

/** What gap-free buckets are made of: whole days, and parts of days that are to be read finer. In the order of time. */
export type Pieces = { days: Piece[]; parts: Piece[] };

/**
 * Cuts buckets into whole days and the parts of days at their bounds. A day that two buckets share goes into one of them
 * whole, and only the smaller part of it is read finer, into the other: at most half of what the days hold.
 */
export function piecesOf(buckets: readonly Span[], dayAt: (at: number) => Span): Pieces {
  const days = buckets.map(({ from, to }, into) => ({ from: ceil(from, dayAt), to: dayAt(to).from, into }));
  const parts: Piece[] = [];
  for (let into = 0; into <= buckets.length; into += 1) {
    const [before, after] = [buckets[into - 1], buckets[into]];
    const at = after?.from ?? before?.to ?? 0;
    const day = dayAt(at);
    if (day.from === at) continue;
    if (before && after && before.from <= day.from && day.to <= after.to) {
      parts.push(shareDay(day, at, { before: days[into - 1], after: days[into], into }));
      continue;
    }
    // What lies within one day whole is read where it begins.
    if (before && before.from <= day.from) parts.push({ from: day.from, to: at, into: into - 1 });
    if (after) parts.push({ from: at, to: Math.min(day.to, after.to), into });
  }
  return { days: days.filter(isSome), parts: parts.filter(isSome) };
}

type Days = { from: number; to: number };
type Sharers = { before: Days | undefined; after: Days | undefined; into: number };

function shareDay(day: Span, at: number, { before, after, into }: Sharers): Piece {
  if (at - day.from <= day.to - at) {
    if (after) after.from = day.from;
    return { from: day.from, to: at, into: into - 1, outOf: into };
  }
  if (before) before.to = day.to;
  return { from: at, to: day.to, into, outOf: into - 1 };
}

function ceil(at: number, dayAt: (at: number) => Span): number {
  const day = dayAt(at);
  return day.from === at ? at : day.to;
}

const isSome = ({ from, to }: Span) => from < to;
