import { toMs } from "@pipeline/core/instant";
import type { Column } from "./column";
import { categoryOf, chargeClassOf, descriptionOf, pricingOf, providerOf, serviceOf } from "./focus-charge";
import type { ExportedRecord } from "./read";

/** The versions of FOCUS that can be written. */
export type FocusVersion = "1.2" | "1.4";

type FocusColumn = Column & { readonly only?: FocusVersion };

const SECOND_MS = 1000;

/** FOCUS times have no fractions of a second. */
const wholeSecond = (ms: number) => new Date(ms).toISOString().replace(".000Z", "Z");
const secondOf = (ms: number) => Math.floor(ms / SECOND_MS) * SECOND_MS;

/** From the second in which the usage began up to the one behind its end; what has no length takes one second. */
function periodOf({ recordedAt, usageEnd }: ExportedRecord): { start: number; end: number } {
  const start = secondOf(toMs(recordedAt));
  const end = usageEnd === null ? start : Math.ceil(toMs(usageEnd) / SECOND_MS) * SECOND_MS;
  return { start, end: Math.max(end, start + SECOND_MS) };
}

function monthAfter(firstDay: string): number {
  const month = new Date(firstDay);
  return month.setUTCMonth(month.getUTCMonth() + 1);
}

const amount = { numeric: true, value: (record: ExportedRecord) => record.amount } as const;

// No unit prices: tools that check price × quantity in floating point would call exact rows wrong.
const MANDATORY: readonly FocusColumn[] = [
  { name: "BilledCost", ...amount },
  { name: "BillingAccountId", value: (_record, { userId }) => userId },
  { name: "BillingAccountName", value: () => null },
  { name: "BillingCurrency", value: (_record, { currency }) => currency },
  { name: "BillingPeriodEnd", value: ({ billingPeriod }) => wholeSecond(monthAfter(billingPeriod)) },
  { name: "BillingPeriodStart", value: ({ billingPeriod }) => wholeSecond(Date.parse(billingPeriod)) },
  { name: "ChargeCategory", value: categoryOf },
  { name: "ChargeClass", value: chargeClassOf },
  { name: "ChargeDescription", value: descriptionOf },
  { name: "ChargePeriodEnd", value: (record) => wholeSecond(periodOf(record).end) },
  { name: "ChargePeriodStart", value: (record) => wholeSecond(periodOf(record).start) },
  { name: "ContractedCost", ...amount },
  { name: "EffectiveCost", ...amount },
  { name: "HostProviderName", only: "1.4", value: providerOf },
  { name: "InvoiceIssuerName", value: providerOf },
  { name: "ListCost", ...amount },
  { name: "PricingQuantity", numeric: true, value: (record) => pricingOf(record)?.quantity ?? null },
  { name: "PricingUnit", value: (record) => pricingOf(record)?.unit ?? null },
  { name: "ProviderName", only: "1.2", value: providerOf },
  { name: "PublisherName", only: "1.2", value: providerOf },
  { name: "ServiceCategory", value: (record) => serviceOf(record).category },
  { name: "ServiceName", value: (record) => serviceOf(record).name },
  { name: "ServiceProviderName", only: "1.4", value: providerOf },
];

/** Ours, behind those of FOCUS. */
const OWN: readonly FocusColumn[] = [
  { name: "x_RecordId", value: ({ id }) => id },
  { name: "x_CostType", value: ({ costType }) => costType },
  { name: "x_Project", value: ({ project }) => project },
  { name: "x_JobId", value: ({ jobId }) => jobId },
  { name: "x_JobName", value: ({ jobName }) => jobName },
  { name: "x_Outcome", value: ({ outcome }) => outcome },
  { name: "x_GpuType", value: ({ gpuType }) => gpuType },
  // As metered, where the pricing quantity is rounded to twelve decimals.
  { name: "x_Quantity", numeric: true, value: ({ quantity }) => quantity },
  { name: "x_Unit", value: ({ unit }) => unit },
  { name: "x_CorrectsRecordId", value: ({ correctsId }) => correctsId },
];

/** The columns of a version: the mandatory ones, and ours. */
export function focusColumns(version: FocusVersion): readonly Column[] {
  return [...MANDATORY, ...OWN].filter(({ only }) => only === undefined || only === version);
}
