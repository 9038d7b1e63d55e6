import { sql } from "drizzle-orm";
import { customType, uuid } from "drizzle-orm/pg-core";

function trimZeros(value: string): string {
  if (!value.includes(".")) return value;
  const trimmed = value.replace(/\.?0+$/, "");
  return trimmed === "-0" ? "0" : trimmed;
}

const LENGTH = "2026-01-01 00:00:00".length;

// What our connections are told, `2026-01-01 00:00:00.12+00`, is nearly there: making a Date of it costs ten times as much.
function toIso(value: string): string {
  const fraction = value.slice(LENGTH, -3);
  if (value.endsWith("+00") && fraction.length <= 4 && value.charAt(LENGTH - 3) === ":") {
    return `${value.slice(0, 10)}T${value.slice(11, LENGTH)}.${fraction.slice(1).padEnd(3, "0")}Z`;
  }
  // In ISO form: otherwise the year 0001 would be read as 2001.
  return new Date(value.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00")).toISOString();
}

/** An instant: `timestamptz(3)` in the database, ISO 8601 with `Z` in TypeScript, so that both hold the same. */
export const instant = customType<{ data: string; driverData: string }>({
  dataType: () => "timestamp (3) with time zone",
  fromDriver: toIso,
});

/** An amount: `numeric(24,12)`, a canonical decimal string in TypeScript. */
export const money = customType<{ data: string; driverData: string }>({
  dataType: () => "numeric(24, 12)",
  fromDriver: trimZeros,
});

/** A sum of amounts: `numeric(38,12)`. */
export const moneySum = customType<{ data: string; driverData: string }>({
  dataType: () => "numeric(38, 12)",
  fromDriver: trimZeros,
});

/** A metered quantity (GPU-seconds, GB-months). */
export const quantity = customType<{ data: string; driverData: string }>({
  dataType: () => "numeric(30, 12)",
  fromDriver: trimZeros,
});

/** The owner: first in every key, the same type everywhere. */
export const userId = () => uuid().notNull();

/** An id made by the application. */
export const id = () =>
  uuid()
    .notNull()
    .default(sql`gen_random_uuid()`);
