import { z } from "zod";
import { type Instant, toInstant } from "./instant";

const EARLIEST = Date.parse("2000-01-01T00:00:00Z");
const LATEST = Date.parse("2100-01-01T00:00:00Z");

/** An instant given from outside: with `Z` or an offset, between 2000 and 2100, kept to the millisecond. */
export const InstantInput = z.iso
  .datetime({ offset: true, error: "Must be an ISO 8601 instant with Z or an offset." })
  .max(64, "Is too long.")
  .refine((value) => {
    const at = Date.parse(value);
    return at >= EARLIEST && at < LATEST;
  }, "Must lie between 2000 and 2100.")
  .transform((value): Instant => toInstant(Date.parse(value)));

/** A day, which is its beginning in UTC, or an instant. */
export const DayOrInstant = z.iso
  .date()
  .transform((date) => `${date}T00:00:00Z`)
  .or(z.string())
  .pipe(InstantInput);
