import { parse } from "csv-parse/sync";
import type { FocusVersion } from "./focus";

/**
 * The static rules of FOCUS for the columns that every file must have, written from the specification and not from the
 * exporter: presence, type, nullability, allowed values, formats, and what columns say of each other.
 */
type Rule = { type: "decimal" | "time" | "text"; nullable?: true; allowed?: readonly string[]; only?: FocusVersion };

const SERVICE_CATEGORIES = (
  "AI and Machine Learning|Analytics|Business Applications|Compute|Databases|Developer Tools|Multicloud|Identity|" +
  "Integration|Internet of Things|Management and Governance|Media|Migration|Mobile|Networking|Security|Storage|Web|Other"
).split("|");

const RULES: Record<string, Rule> = {
  BilledCost: { type: "decimal" },
  BillingAccountId: { type: "text" },
  BillingAccountName: { type: "text", nullable: true },
  BillingCurrency: { type: "text" },
  BillingPeriodEnd: { type: "time" },
  BillingPeriodStart: { type: "time" },
  ChargeCategory: { type: "text", allowed: ["Usage", "Purchase", "Tax", "Credit", "Adjustment"] },
  ChargeClass: { type: "text", nullable: true, allowed: ["Correction"] },
  ChargeDescription: { type: "text" },
  ChargePeriodEnd: { type: "time" },
  ChargePeriodStart: { type: "time" },
  ContractedCost: { type: "decimal" },
  EffectiveCost: { type: "decimal" },
  HostProviderName: { type: "text", only: "1.4" },
  InvoiceIssuerName: { type: "text" },
  ListCost: { type: "decimal" },
  PricingQuantity: { type: "decimal", nullable: true },
  PricingUnit: { type: "text", nullable: true },
  ProviderName: { type: "text", only: "1.2" },
  PublisherName: { type: "text", only: "1.2" },
  ServiceCategory: { type: "text", allowed: SERVICE_CATEGORIES },
  ServiceName: { type: "text" },
  ServiceProviderName: { type: "text", only: "1.4" },
};

const DECIMAL = /^-?\d+(\.\d+)?([eE]-?\d+)?$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

type Row = Record<string, string>;

/** What a file breaks, a sentence each; the same sentence once however many rows break it. */
export function focusComplaints(csv: string, version: FocusVersion): string[] {
  const [header = [], ...lines]: string[][] = parse(csv);
  const rows = lines.map((line): Row => Object.fromEntries(header.map((name, i) => [name, line[i] ?? ""])));
  return [...new Set([...headerComplaints(header, version), ...rows.flatMap((row) => rowComplaints(row, version))])];
}

function headerComplaints(header: readonly string[], version: FocusVersion): string[] {
  const complaints: string[] = [];
  const wanted = columnsOf(version).map(([name]) => name);
  const firstOwn = header.findIndex((name) => name.startsWith("x_"));
  for (const name of wanted) if (!header.includes(name)) complaints.push(`${name} is missing.`);
  for (const [i, name] of header.entries()) {
    if (header.indexOf(name) !== i) complaints.push(`${name} is there twice.`);
    if (name.startsWith("x_")) {
      if (!/^x_[A-Z][A-Za-z0-9]*$/.test(name)) complaints.push(`${name} is not in Pascal case.`);
    } else if (!wanted.includes(name)) complaints.push(`${name} is not in version ${version}.`);
    else if (firstOwn !== -1 && i > firstOwn) complaints.push(`${name} is behind a column of our own.`);
  }
  return complaints;
}

const columnsOf = (version: FocusVersion) =>
  Object.entries(RULES).filter(([, { only }]) => only === undefined || only === version);

function rowComplaints(row: Row, version: FocusVersion): string[] {
  return [
    ...columnsOf(version).flatMap(([name, rule]) => cellComplaints(name, rule, row[name] ?? "")),
    ...together(row),
  ];
}

const isNull = (cell: string | undefined) => cell === undefined || cell === "" || cell === "NULL";

function cellComplaints(name: string, rule: Rule, cell: string): string[] {
  if (isNull(cell)) return rule.nullable ? [] : [`${name} is null.`];
  if (rule.allowed && !rule.allowed.includes(cell)) return [`${name} may not be ${cell}.`];
  if (rule.type === "decimal" && !DECIMAL.test(cell)) return [`${name} is not a number: ${cell}`];
  if (rule.type === "time" && !isTime(cell)) return [`${name} is not a time in UTC and whole seconds: ${cell}`];
  return [];
}

const isTime = (cell: string) => TIME.test(cell) && new Date(cell).toISOString().replace(".000Z", "Z") === cell;

/** What the columns of a row say of each other. */
function together(row: Row): string[] {
  const complaints: string[] = [];
  const holds = (sentence: string, isTrue: boolean) => void (isTrue || complaints.push(sentence));
  const { ChargeCategory: category, ChargeClass: charge, PricingQuantity: quantity, PricingUnit: unit } = row;
  const [billedFrom = "", billedTo = ""] = [row["BillingPeriodStart"], row["BillingPeriodEnd"]];
  const [from = "", to = ""] = [row["ChargePeriodStart"], row["ChargePeriodEnd"]];
  holds("BillingCurrency is no ISO 4217 code.", /^[A-Z]{3}$/.test(row["BillingCurrency"] ?? ""));
  holds("PricingQuantity and PricingUnit are not null together.", isNull(quantity) === isNull(unit));
  holds("PricingUnit is not written as units are.", isNull(unit) || /^[A-Z][A-Za-z]*(-[A-Z][a-z]+)?$/.test(unit ?? ""));
  holds("PricingQuantity of a Tax is not null.", category !== "Tax" || isNull(quantity));
  const priced = (category === "Usage" || category === "Purchase") && charge !== "Correction";
  holds("PricingQuantity is null.", !priced || !isNull(quantity));
  holds("The charge period is empty.", from < to);
  holds("The billing period is empty.", billedFrom < billedTo);
  holds("The charge period leaves the billing period.", billedFrom <= from && to <= billedTo);
  for (const cost of ["ContractedCost", "EffectiveCost", "ListCost"]) {
    holds(`${cost} is not BilledCost.`, row[cost] === row["BilledCost"]);
  }
  return complaints;
}
