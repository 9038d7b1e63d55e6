import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "@pipeline/db";
import CliTable from "cli-table3";
import { machine, type Machine } from "./machine";

/** A line of a table: its columns by name, figures unrounded. */
export type Row = Readonly<Record<string, string | number | undefined>>;
export type Table = { readonly title: string; readonly rows: readonly Row[] };

/** What a benchmark found out, and what a reader has to know about it. */
export type Report = {
  readonly tables: readonly Table[];
  readonly notes: readonly string[];
  /** How it was measured: options, versions. */
  readonly facts: Readonly<Record<string, unknown>>;
};

/** Runs a benchmark, prints what it found and writes it, with the state of the machine before and after. */
export async function report(name: string, run: () => Promise<Report>): Promise<void> {
  const before = machine();
  const { tables, notes, facts } = await run();
  const whole = { name, before, after: machine(), facts, notes, tables };
  for (const { title, rows } of tables) console.log(`\n${title}\n${draw(rows)}`);
  for (const note of notes) console.log(`· ${note}`);
  console.log(`· ${describe(before)}; load ${before.load.join(" ")} before, ${whole.after.load.join(" ")} after`);
  console.log(`· all figures: ${write(name, before.at, whole)}`);
}

function draw(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const isNumeric = (column: string) => rows.some((row) => typeof row[column] === "number");
  const table = new CliTable({
    head: columns,
    colAligns: columns.map((column) => (isNumeric(column) ? "right" : "left")),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push(columns.map((column) => show(row[column])));
  return table.toString();
}

/** Three digits that count, thousands apart. */
function show(value: string | number | undefined): string {
  if (typeof value !== "number") return value ?? "";
  const digits = Number.isInteger(value) ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
  return value.toLocaleString("en", {
    minimumFractionDigits: Math.min(digits, 3),
    maximumFractionDigits: Math.min(digits, 3),
  });
}

function describe({ cpu, cores, memoryGb, node, commit }: Machine): string {
  return `${cores} cores of ${cpu}, ${memoryGb} GB, Node.js ${node}, commit ${commit}`;
}

function write(name: string, at: string, whole: object): string {
  const folder = path.join(projectRoot(), ".bench", name);
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${at.replace(/[:.]/g, "-")}.json`);
  writeFileSync(file, `${JSON.stringify(whole, null, 2)}\n`);
  return path.relative(process.cwd(), file);
}
