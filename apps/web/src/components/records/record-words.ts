import { isZero } from "@pipeline/core/money";
import type { CostRecord } from "@pipeline/react";

const QUANTITY = new Intl.NumberFormat("en-US", { maximumFractionDigits: 3 });
const SECONDS_PER_HOUR = 3600;

const UNIT_WORDS: Readonly<Record<string, string>> = { gb_month: "GB-months" };

/** A cost type as people read it: "gpu_spot" is "Gpu spot". */
export function costTypeWords(costType: string): string {
  const words = costType.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

type Used = Pick<CostRecord, "quantity" | "unit" | "correctsId">;

/**
 * How much was used, in the unit people count in; null when the record does not say, or when it corrects an amount and
 * no usage.
 */
export function quantityWords({ quantity, unit, correctsId }: Used): string | null {
  if (quantity === null || (correctsId !== null && isZero(quantity))) return null;
  if (unit === "gpu_second") {
    const hours = QUANTITY.format(Number(quantity) / SECONDS_PER_HOUR);
    return `${hours} ${hours === "1" ? "GPU-hour" : "GPU-hours"}`;
  }
  return `${QUANTITY.format(Number(quantity))} ${unit === null ? "" : (UNIT_WORDS[unit] ?? unit)}`.trim();
}

/** A job's name; where none is known, the beginning of its id. */
export const jobNameOf = (name: string | null | undefined, jobId: string): string => name ?? `Job ${jobId.slice(0, 8)}`;

/** Why a correction was made, when it says so. */
export function reasonOf({ details }: Pick<CostRecord, "details">): string | null {
  return typeof details["reason"] === "string" ? details["reason"] : null;
}
