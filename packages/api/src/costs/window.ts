import { MAX_AHEAD_MS } from "@pipeline/core/job-words";
import { ceilQuarter, resolveWindow, type Range, type Window } from "@pipeline/core/period";
import { accountTimeZone } from "../account/time-zone";
import type { Scope } from "../ctx";

/** A range to read the ledger in; `ledgerTo` (ms) is where its records end. */
export type LedgerRange = Range & { ledgerTo: number };

/** A range that closes now takes in what a trainer's clock put slightly ahead, so that sums, counts and pages agree. */
export function ledgerRange(range: Range, now: number): LedgerRange {
  return { ...range, ledgerTo: range.to === now ? ceilQuarter(now + MAX_AHEAD_MS) : range.to };
}

/** A range that closes where it closes: a day that is over, also at the very instant of its midnight. */
export function closedRange(range: Range): LedgerRange {
  return { ...range, ledgerTo: range.to };
}

type Asked = Window & { timeZone?: string | undefined };

/** The window of a request at `now` (ms), in its zone, else the account's. */
export function windowIn(input: Asked, { accountZone, now }: { accountZone: string; now: number }): LedgerRange {
  const range = resolveWindow(input, { timeZone: input.timeZone ?? accountZone, now });
  const closed = input.from !== undefined || input.period === "lastMonth";
  return closed ? closedRange(range) : ledgerRange(range, now);
}

/** The same, and the account's zone. */
export async function windowOf(scope: Scope, input: Asked): Promise<{ range: LedgerRange; accountZone: string }> {
  const accountZone = await accountTimeZone(scope);
  return { range: windowIn(input, { accountZone, now: scope.now }), accountZone };
}

/** The window alone, where nobody needs the account's zone unless the request names none. */
export async function rangeOf(scope: Scope, input: Asked): Promise<LedgerRange> {
  const accountZone = input.timeZone ?? (await accountTimeZone(scope));
  return windowIn(input, { accountZone, now: scope.now });
}
