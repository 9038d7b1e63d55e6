import { z } from "zod";
import { PERIODS } from "./period";
import { TimeZone } from "./time-zone-schema";

const MAX_YEARS = 10;

// Before and after, the window it is compared with would leave the years that Postgres, Date and ISO 8601 all can say.
const CalendarDate = z.iso
  .date({ error: "Must be a calendar date like 2026-01-31.", abort: true })
  .refine((date) => date >= "1900" && date < "9990", "Must be a date between the years 1900 and 9989.");

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
  const report = (field: keyof typeof WindowFields, message: string): void => {
    context.addIssue({ code: "custom", path: [field], message });
  };
  const [period, from, to] = [textOf(input, "period"), textOf(input, "from"), textOf(input, "to")];
  if (period !== undefined && (from !== undefined || to !== undefined)) {
    report("period", "Give either a period or from and to, not both.");
  }
  if (from === undefined && to === undefined) return;
  if (to === undefined) return report("to", "from and to come together; to is missing.");
  if (from === undefined) return report("from", "from and to come together; from is missing.");
  if (from > to) return report("from", "from must not be after to.");
  if (exceedsYears(from, to)) report("to", `The range must be at most ${MAX_YEARS} years.`);
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

// Both days are included, so the same day ten years later is one day too many.
function exceedsYears(from: string, to: string): boolean {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return years > MAX_YEARS || (years === MAX_YEARS && to.slice(4) >= from.slice(4));
}
