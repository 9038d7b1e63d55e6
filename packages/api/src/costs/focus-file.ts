import { CostType } from "@pipeline/core/costs";
import { plainDecimal } from "@pipeline/core/decimal-notation";
import { InstantInput } from "@pipeline/core/instant-schema";
import { toMs } from "@pipeline/core/instant";
import { MoneyInput } from "@pipeline/core/money-schema";
import { Uuid } from "@pipeline/core/text";
import { bodyHash } from "../body-hash";
import { csvRows, type CsvRow } from "../csv/read";
import { restoreText } from "./export/cell";
import type { FocusCharge } from "./import-focus";

/** What a bill says of a charge beside its amount, kept with the record under the names of FOCUS. */
const KEPT = [
  "ChargePeriodStart ChargePeriodEnd BillingPeriodStart ChargeCategory ChargeClass ChargeFrequency",
  "ChargeDescription ProviderName ServiceProviderName HostProviderName InvoiceIssuerName ServiceCategory",
  "ServiceName ResourceId ResourceName ResourceType RegionId SkuId SubAccountId SubAccountName ConsumedQuantity",
  "ConsumedUnit PricingQuantity PricingUnit",
].flatMap((names) => names.split(" "));
const MAX_KEPT = 300;
const NEEDED = ["BilledCost", "BillingCurrency", "ChargePeriodStart"];
const TIME = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d(?:\.\d+)?))?(?: ?UTC|(Z|[+-]\d\d:\d\d))?$/;

/** Reads one column of a row; throws a sentence that names it. */
type Cells = { get(column: string): string | undefined; fail(column: string, problem: string): never };

/**
 * Reads the charges of a FOCUS file (CSV, may be gzipped) of any version. The text NULL and an empty cell are both null.
 * Throws a sentence that names line and column; also for a currency that is not `currency`.
 */
export async function readFocus(file: string, currency: string): Promise<FocusCharge[]> {
  const charges: FocusCharge[] = [];
  const seen = new Map<string, number>();
  for await (const { row, line } of csvRows(file)) {
    const cells = cellsOf(row, `${file}, line ${line}`);
    const hash = bodyHash(Object.fromEntries(Object.keys(row).map((column) => [column, cells.get(column)])));
    // Equal rows are charges of their own: the first of them is the first in every import.
    const ordinal = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, ordinal);
    charges.push({ key: `${hash}:${ordinal}`, line, ...chargeOf(cells, currency) });
  }
  if (charges.length === 0) throw new Error(`${file} has no rows.`);
  return charges;
}

function cellsOf(row: CsvRow, where: string): Cells {
  const fail = (column: string, problem: string): never => {
    throw new Error(`${where}, ${column}: ${problem} Nothing was imported.`);
  };
  for (const column of NEEDED) if (!Object.hasOwn(row, column)) fail(column, "There is no such column.");
  // A file of our own has ' before what could be a formula.
  const own = Object.hasOwn(row, "x_RecordId");
  return {
    fail,
    get(column) {
      const cell = Object.hasOwn(row, column) ? row[column] : undefined;
      if (cell === undefined || cell === "" || cell === "NULL") return undefined;
      if (cell.includes("\0")) fail(column, "It holds a NUL.");
      return own ? restoreText(cell) : cell;
    },
  };
}

function chargeOf(cells: Cells, currency: string): Omit<FocusCharge, "key" | "line"> {
  const billed = cells.get("BillingCurrency");
  if (billed !== currency) {
    cells.fail("BillingCurrency", `This installation counts in ${currency}, not in ${billed ?? "NULL"}.`);
  }
  const amount = amountOf(cells);
  const kept = KEPT.flatMap((column) => {
    const value = cells.get(column);
    return value === undefined ? [] : [[column, value.slice(0, MAX_KEPT).toWellFormed()] as const];
  });
  return {
    recordId: Uuid.safeParse(cells.get("x_RecordId")).data ?? null,
    amount,
    costType: costTypeOf(cells, amount),
    recordedAt: instantOf(cells, "ChargePeriodStart"),
    project: cut(cells.get("x_Project") ?? cells.get("SubAccountName")),
    gpuType: cut(cells.get("x_GpuType")),
    details: { focus: Object.fromEntries(kept) },
  };
}

function amountOf(cells: Cells): string {
  const plain = plainDecimal(cells.get("BilledCost") ?? "");
  if (plain === undefined) return cells.fail("BilledCost", "It is not a number.");
  const { data, error } = MoneyInput.safeParse(plain);
  return data ?? cells.fail("BilledCost", error?.issues[0]?.message ?? "");
}

function instantOf(cells: Cells, column: string): number {
  const [, date = "", time = "00:00:00", zone = "Z"] = TIME.exec(cells.get(column) ?? "") ?? [];
  const { data, error } = InstantInput.safeParse(`${date}T${time}${zone}`);
  return data === undefined ? cells.fail(column, error?.issues[0]?.message ?? "") : toMs(data);
}

/** What is negative must be a credit in the ledger; the rest is told apart by what it is, then by the service. */
function costTypeOf(cells: Cells, amount: string): string {
  const category = cells.get("ChargeCategory");
  if (amount.startsWith("-") || category === "Credit") return "credit";
  const own = CostType.safeParse(cells.get("x_CostType"));
  if (own.success) return own.data;
  if (category === "Tax" || category === "Adjustment") return category.toLowerCase();
  const words = (cells.get("ServiceCategory") ?? "other").toLowerCase().replace(/[^a-z0-9]+/g, "_");
  return CostType.safeParse(words.slice(0, 50)).data ?? "other";
}

function cut(text: string | undefined): string | null {
  const short = Array.from(text ?? "")
    .slice(0, 200)
    .join("")
    .trim();
  return short === "" ? null : short;
}
