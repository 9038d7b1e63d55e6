import { isCalendarDate } from "./calendar-date";

const MAX_YEARS = 10;

/** What chooses the days of a window, as it was typed. No schema is imported here: browsers read this file. */
type Given = { period?: string | undefined; from?: string | undefined; to?: string | undefined };
type Complaint = { field: keyof Given; message: string };

/**
 * Whether a date lies in the years 1900 to 9989: before and after, the window it is compared with would leave those that
 * Postgres, Date and ISO 8601 all can say.
 */
export function inReach(date: string): boolean {
  return date >= "1900" && date < "9990";
}

/** What no single field shows: a period with dates, a lone date, a reversed or too long range. */
export function windowComplaints({ period, from, to }: Given): Complaint[] {
  const both = period !== undefined && (from !== undefined || to !== undefined);
  const lone = datesComplaint(from, to);
  return [
    ...(both ? [{ field: "period", message: "Give either a period or from and to, not both." } as const] : []),
    ...(lone ? [lone] : []),
  ];
}

function datesComplaint(from?: string, to?: string): Complaint | undefined {
  if (from === undefined && to === undefined) return undefined;
  if (to === undefined) return { field: "to", message: "from and to come together; to is missing." };
  if (from === undefined) return { field: "from", message: "from and to come together; from is missing." };
  if (from > to) return { field: "from", message: "from must not be after to." };
  return exceedsYears(from, to) ? { field: "to", message: `The range must be at most ${MAX_YEARS} years.` } : undefined;
}

/** Whether a window may have these two dates. */
export function areDays(from: string, to: string): boolean {
  return (
    [from, to].every((date) => isCalendarDate(date) && inReach(date)) && windowComplaints({ from, to }).length === 0
  );
}

// Both days are included, so the same day ten years later is one day too many.
function exceedsYears(from: string, to: string): boolean {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return years > MAX_YEARS || (years === MAX_YEARS && to.slice(4) >= from.slice(4));
}
