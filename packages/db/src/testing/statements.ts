import { appendFileSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type postgres from "postgres";
import { expect } from "vitest";
import { FORGOTTEN } from "./unfiltered";
import type { Role } from "./sharding/rules";

/** A statement that was sent, as whom, and the first test file that sent it. */
export type Recorded = { readonly role: Role; readonly query: string; readonly file: string };

// Of a worker, which goes through many files.
const seen = new Set<string>();
const waiting: string[] = [];

/** For the driver: keeps in mind each statement that is new to this worker, until `writeStatements`. */
export function recordStatements(role: Role): NonNullable<postgres.Options<{}>["debug"]> {
  return (_connection, query) => {
    const name = `${role} ${query}`;
    if (seen.has(name) || FORGOTTEN.test(query)) return;
    seen.add(name);
    const file = path.basename(expect.getState().testPath ?? "");
    waiting.push(`${JSON.stringify({ role, query, file } satisfies Recorded)}\n`);
  };
}

/** Adds what this worker has seen to its file in a folder. */
export function writeStatements(folder: string): void {
  if (waiting.length === 0) return;
  mkdirSync(folder, { recursive: true });
  appendFileSync(path.join(folder, `${process.pid}.jsonl`), waiting.splice(0).join(""));
}

/** What all workers have written into a folder. */
export function readStatements(folder: string): Recorded[] {
  const files = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), "utf8"));
  return files.flatMap((text) => text.trim().split("\n")).map((line): Recorded => JSON.parse(line));
}
