import { z } from "zod";
import { isCalendarDate } from "./calendar-date";
import { PERIODS } from "./period-words";
import { TimeZone } from "./time-zone-schema";
import { inReach, windowComplaints } from "./window-rules";

const CalendarDate = z
  .stringFormat("date", isCalendarDate, { error: "Must be a calendar date like 2026-01-31.", abort: true })
  .refine(inReach, "Must be a date between the years 1900 and 9989.");

/** The fields that choose a window; spread them into a strict object and add `.superRefine(refineWindow)`. */
export const WindowFields = {
  period: z.enum(PERIODS).optional(),
  from: CalendarDate.optional(),
  to: CalendarDate.optional(),
  timeZone: TimeZone.optional(),
};

type IssueSink = { addIssue(issue: { code: "custom"; path: string[]; message: string }): void };

/** Reports on each field what no single one shows: a period with dates, a lone date, a reversed or too long range. */
export function refineWindow(input: object, context: IssueSink): void {
  const given = { period: textOf(input, "period"), from: textOf(input, "from"), to: textOf(input, "to") };
  for (const { field, message } of windowComplaints(given)) {
    context.addIssue({ code: "custom", path: [field], message });
  }
}

/** A strict object of the window's fields and `extra`, refined: one schema for everything that takes a window. */
export function windowObject<Extra extends z.core.$ZodShape>(extra: Extra) {
  return z.strictObject({ ...WindowFields, ...extra }).superRefine(refineWindow);
}

// Inside `windowObject` the shape is open, so the fields are looked up rather than typed.
function textOf(input: object, field: keyof typeof WindowFields): string | undefined {
  const value: unknown = Reflect.get(input, field);
  return typeof value === "string" ? value : undefined;
}
