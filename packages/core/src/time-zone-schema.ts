import { z } from "zod";
import { isTimeZone } from "./time-zone-name";

/** An IANA time zone from outside, in its exact spelling; what `isTimeZone` accepts. */
export const TimeZone = z.string().refine(isTimeZone, "Unknown time zone; use an IANA name such as Europe/Berlin.");
