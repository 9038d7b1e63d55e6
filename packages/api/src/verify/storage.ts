import { toMs } from "@pipeline/core/instant";
import { storageUnits } from "@pipeline/core/meter";
import { add, fromUnits, toUnits } from "@pipeline/core/money";
import { artifacts, costRecords } from "@pipeline/db/schema";
import { and, asc, eq, sql } from "drizzle-orm";
import { systemKey } from "../costs/ledger";
import type { Scope } from "../ctx";
import { storagePrices, type StoragePrices } from "../prices/find";
import { bookedTo, priceOf, type FileRow } from "../storage/file";
import type { Difference } from "./difference";

/**
 * The first project whose storage records are not exactly what its files' sizes, times and prices make, up to where
 * their meter has got. Corrections that the meter made count; those of people do not.
 */
export async function verifyStorage(scope: Scope): Promise<Difference | undefined> {
  const [booked, used] = [await bookedBy(scope), await usedBy(scope)];
  for (const project of [...new Set([...booked.keys(), ...used.keys()])].sort()) {
    const [stored, recomputed] = [booked.get(project) ?? "0", used.get(project) ?? "0"];
    if (stored === recomputed) continue;
    const key = { user_id: scope.userId, cost_type: "storage", project };
    return { table: "lora_cost_records", key, stored: `metered ${stored}`, recomputed: `metered ${recomputed}` };
  }
  return undefined;
}

async function bookedBy({ tx, userId }: Scope): Promise<Map<string, string>> {
  const project = sql<string>`coalesce(${costRecords.project}, '')`;
  const rows = await tx
    .select({ project, amount: sql<string>`sum(${costRecords.amount})` })
    .from(costRecords)
    .where(
      and(
        eq(costRecords.userId, userId),
        eq(costRecords.costType, "storage"),
        sql`starts_with(${costRecords.idempotencyKey}, ${systemKey("storage:")})`,
      ),
    )
    .groupBy(project);
  return new Map(rows.map((row) => [row.project, fromUnits(toUnits(row.amount))]));
}

async function usedBy({ tx, userId }: Scope): Promise<Map<string, string>> {
  const priceAt = await storagePrices(tx);
  const files = await tx.select().from(artifacts).where(eq(artifacts.userId, userId)).orderBy(asc(artifacts.id));
  const used = new Map<string, string>();
  for (const file of files) used.set(file.project, add(used.get(file.project) ?? "0", costOf(file, priceAt)));
  return used;
}

function costOf(file: FileRow, priceAt: StoragePrices): string {
  const from = toMs(file.storedFrom);
  // Nothing is booked while there is no price.
  return fromUnits(storageUnits(priceOf(file, priceAt) ?? "0", file.sizeBytes, Math.max(0, bookedTo(file) - from)));
}
