import { badInput, DomainError, type FieldError } from "@pipeline/core/errors";
import { InstantInput } from "@pipeline/core/instant-schema";
import { toMs } from "@pipeline/core/instant";
import type { Period, Window } from "@pipeline/core/period";
import { WindowFields } from "@pipeline/core/window-schema";
import { z } from "zod";
import { accountTimeZone } from "../../account/time-zone";
import { ledgerRange, windowOf, type LedgerRange } from "../../costs/window";
import type { Scope } from "../../ctx";

/** A date or an instant, as it was written; `costsRange` reads it. */
export const DateOrInstant = z.string().max(64, "Is too long.");

type Asked = {
  period?: Period | undefined;
  startDate?: string | undefined;
  endDate?: string | undefined;
  timeZone?: string | undefined;
};
type Instants = { start: number; end: number };

const MAX_YEARS = 10;
const DAY_MS = 86_400_000;

/** The range that a request for costs means, and the account's zone. BAD_INPUT on `period`, `startDate` or `endDate`. */
export async function costsRange(scope: Scope, asked: Asked): Promise<{ range: LedgerRange; accountZone: string }> {
  const window = askedWindow(asked);
  if (!("start" in window)) return windowOf(scope, { ...window, timeZone: asked.timeZone });
  const accountZone = await accountTimeZone(scope);
  const range = { from: window.start, to: window.end, timeZone: asked.timeZone ?? accountZone };
  return { range: ledgerRange(range, scope.now), accountZone };
}

function askedWindow({ period, startDate, endDate }: Asked): Window | Instants {
  if (startDate === undefined && endDate === undefined) return { period: period ?? "month" };
  if (period !== undefined) throw badInput("period", "Give either a period or startDate and endDate.");
  if (startDate === undefined) throw badInput("startDate", "startDate and endDate come together.");
  if (endDate === undefined) throw badInput("endDate", "startDate and endDate come together.");
  if (startDate.includes("T") !== endDate.includes("T")) {
    throw badInput("endDate", "startDate and endDate must both be dates or both be instants.");
  }
  return startDate.includes("T") ? instants(startDate, endDate) : dates(startDate, endDate);
}

/** Both days are included whole. */
function dates(startDate: string, endDate: string): Window {
  const start = WindowFields.from.safeParse(startDate);
  const end = WindowFields.to.safeParse(endDate);
  if (!start.success || !end.success) throw wrong(start.error?.issues[0], end.error?.issues[0]);
  refuseRange(Date.parse(startDate), Date.parse(endDate), DAY_MS);
  return { from: startDate, to: endDate };
}

/** From the first instant up to the second. */
function instants(startDate: string, endDate: string): Instants {
  const start = InstantInput.safeParse(startDate);
  const end = InstantInput.safeParse(endDate);
  if (!start.success || !end.success) throw wrong(start.error?.issues[0], end.error?.issues[0]);
  const range = { start: toMs(start.data), end: toMs(end.data) };
  refuseRange(range.start, range.end);
  return range;
}

type Issue = { message: string } | undefined;

function wrong(start: Issue, end: Issue): DomainError {
  const fields: FieldError[] = [];
  if (start) fields.push({ field: "startDate", message: start.message });
  if (end) fields.push({ field: "endDate", message: end.message });
  return new DomainError("BAD_INPUT", "The input is not valid.", { fields });
}

// In ms; `more` is what lies behind the end and belongs to it. The years are counted in the calendar.
function refuseRange(start: number, end: number, more = 0): void {
  if (start > end) throw badInput("startDate", "startDate must not be after endDate.");
  const latest = new Date(start);
  latest.setUTCFullYear(latest.getUTCFullYear() + MAX_YEARS);
  if (end + more > latest.getTime()) throw badInput("endDate", `The range must be at most ${MAX_YEARS} years.`);
}
