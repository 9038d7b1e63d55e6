import { CHARGE_CATEGORIES, SERVICE_CATEGORIES } from "@pipeline/core/focus";
import { divideHalfEven, fromUnits, toUnits } from "@pipeline/core/money";
import type { ExportedRecord } from "./read";

/** Stands where FOCUS wants a provider and nobody has named one. */
export const NO_PROVIDER = "Unassigned";

const SECONDS_PER_HOUR = 3600n;

/** What a bill that was imported said of a charge; undefined where it said nothing. */
function original({ details }: ExportedRecord, column: string): string | undefined {
  const bill = details["focus"];
  if (typeof bill !== "object" || bill === null || Array.isArray(bill)) return undefined;
  const value = bill[column];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * Credit and Tax by name; Usage for what is metered, Purchase for what was charged once. A correction keeps the category
 * of what it corrects where it has a quantity or an earlier month, and is an Adjustment elsewhere.
 */
export function categoryOf(record: ExportedRecord): string {
  const { costType, correctsId, quantity } = record;
  if (costType === "credit") return "Credit";
  if (costType === "tax") return "Tax";
  if (correctsId !== null && quantity === null && chargeClassOf(record) === null) return "Adjustment";
  const said = CHARGE_CATEGORIES.find((category) => category === original(record, "ChargeCategory"));
  if (said !== undefined) return said;
  return quantity !== null || costType === "compute" || costType === "storage" ? "Usage" : "Purchase";
}

/** Correction for what was written after the month it belongs to had ended; within the month it is none. */
export function chargeClassOf({ correctsId, createdAt, billingPeriod }: ExportedRecord): string | null {
  return correctsId !== null && createdAt.slice(0, 7) > billingPeriod.slice(0, 7) ? "Correction" : null;
}

/** How much was priced: hours of one GPU, GB-months, or one unit of what is charged once; undefined where FOCUS wants none. */
export function pricingOf(record: ExportedRecord): { quantity: string; unit: string } | undefined {
  const { quantity, unit } = record;
  const category = categoryOf(record);
  if (category === "Tax") return undefined;
  if (quantity !== null && unit === "gpu_second") {
    return { quantity: fromUnits(divideHalfEven(toUnits(quantity), SECONDS_PER_HOUR)), unit: "Hours" };
  }
  if (quantity !== null) return { quantity, unit: unit === "gb_month" ? "GB-Months" : "Units" };
  if (category === "Credit" || category === "Adjustment" || chargeClassOf(record) !== null) return undefined;
  return { quantity: "1", unit: "Units" };
}

/** Who runs the machines: the job's provider, or the one of the bill that was imported. */
export function providerOf(record: ExportedRecord): string {
  return record.provider ?? original(record, "ServiceProviderName") ?? original(record, "ProviderName") ?? NO_PROVIDER;
}

/** The service of a charge and its place in the list of FOCUS. */
export function serviceOf(record: ExportedRecord): { category: string; name: string } {
  const said = SERVICE_CATEGORIES.find((category) => category === original(record, "ServiceCategory"));
  const { category, name } = ownService(record.costType);
  return { category: said ?? category, name: original(record, "ServiceName") ?? name };
}

function ownService(costType: string): { category: string; name: string } {
  if (costType === "compute") return { category: "AI and Machine Learning", name: "LoRA training" };
  if (costType === "storage") return { category: "Storage", name: "Artifact and dataset storage" };
  return { category: "Other", name: inWords(costType) };
}

/** A sentence that says by itself what the charge is for. */
export function descriptionOf(record: ExportedRecord): string {
  const { costType, gpuType, jobName, correctsId, details } = record;
  const said = original(record, "ChargeDescription");
  if (said !== undefined) return said;
  const what = costType === "compute" ? `GPU time${gpuType === null ? "" : ` on ${gpuType}`}` : inWords(costType);
  const sentence = jobName === null ? what : `${what} for ${jobName}`;
  if (correctsId === null) return sentence;
  const reason = details["reason"];
  return `Correction: ${sentence}${typeof reason === "string" ? ` (${reason})` : ""}`;
}

/** `data_transfer` as "Data transfer". */
function inWords(costType: string): string {
  return costType.charAt(0).toUpperCase() + costType.slice(1).replaceAll("_", " ");
}
