import type { JsonObject } from "@pipeline/core/text";
import { artifacts } from "@pipeline/db/schema";
import { and, eq, inArray } from "drizzle-orm";
import type { Entry } from "../costs/ledger";
import type { Scope } from "../ctx";
import { addDifference, repricingEntries, type Shares } from "../storage/entries";
import type { StaleFile } from "./hold-files";

/** What the new prices of locked files make of the rows they are booked in: one correction a project and quarter hour. */
export async function fileEntries(scope: Scope, files: readonly StaleFile[], reason: string): Promise<Entry[]> {
  const entries: Entry[][] = [];
  for (const project of new Set(files.map(({ file }) => file.project))) {
    const own = files.filter(({ file }) => file.project === project);
    const shares: Shares = new Map();
    for (const { file, before, after } of own) addDifference(shares, file, before, after);
    entries.push(await repricingEntries(scope, project, shares, { reason, ...pricesOf(own) }));
  }
  return entries.flat();
}

// A row holds all files of its project: its prices can be told when they are the same for all.
function pricesOf(files: readonly StaleFile[]): JsonObject {
  const [first] = files;
  const same = files.every(({ before, after }) => before === first?.before && after === first.after);
  return first && same ? { previous_unit_price: first.before, unit_price: first.after } : {};
}

/** Keeps the new prices. */
export async function storePrices({ tx, userId }: Scope, files: readonly StaleFile[]): Promise<void> {
  for (const unitPrice of new Set(files.map(({ after }) => after))) {
    const ids = files.filter(({ after }) => after === unitPrice).map(({ file }) => file.id);
    await tx
      .update(artifacts)
      .set({ unitPrice })
      .where(and(eq(artifacts.userId, userId), inArray(artifacts.id, ids)));
  }
}
