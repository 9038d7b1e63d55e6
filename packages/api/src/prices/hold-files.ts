import { badInput } from "@pipeline/core/errors";
import { toMs } from "@pipeline/core/instant";
import { QUARTER_MS } from "@pipeline/core/period";
import type { RerateJobs } from "@pipeline/core/prices";
import { artifacts } from "@pipeline/db/schema";
import { and, asc, eq, gte, inArray, lt, ne, or, sql, type SQL } from "drizzle-orm";
import type { Scope } from "../ctx";
import type { FileRow } from "../storage/file";
import { holdStorage } from "../storage/hold";
import { datedStoragePrices, storagePrices, type StoragePrice } from "./find";

/** A booked file with its price, and the one that the catalogue names by now. */
export type StaleFile = { file: FileRow; before: string; after: string };

// Quarter hours of all files together: about fifty files for a hundred days.
const MAX_QUARTERS = 500_000;

/**
 * The files that a re-rating would change, locked with the storage of their projects: those that are booked and were
 * stored in [from, to); none when it is about a job or a GPU type. BAD_INPUT on `from` when they are too much at once.
 */
export async function holdFiles(scope: Scope, input: RerateJobs): Promise<StaleFile[]> {
  if (input.jobId !== undefined || input.gpuType !== undefined) return [];
  const stale = staleBy(await datedStoragePrices(scope.tx), scope, input);
  const behind = await sizesOf(scope, stale);
  const [files, quarters] = [sum(behind.map((one) => one.files)), sum(behind.map((one) => one.quarters))];
  // One file cannot be cut further.
  if (files > 1 && quarters > MAX_QUARTERS) {
    throw badInput("from", "Too much storage at once: give from and to that lie closer together.");
  }
  const projects = behind.map(({ project }) => project);
  if (projects.length === 0) return [];
  for (const project of projects) await holdStorage(scope, project);
  const held = await scope.tx
    .select()
    .from(artifacts)
    .where(and(stale, inArray(artifacts.project, projects)))
    .orderBy(asc(artifacts.id))
    .for("update");
  const priceAt = await storagePrices(scope.tx);
  return held.flatMap((file) => {
    const [before, after] = [file.unitPrice, priceAt(toMs(file.storedFrom))];
    return before === null || after === undefined || before === after ? [] : [{ file, before, after }];
  });
}

const sum = (list: readonly number[]) => list.reduce((total, one) => total + one, 0);

// Projects in order: two that lock them would wait for each other otherwise.
function sizesOf({ tx }: Scope, stale: SQL | undefined) {
  const ms = sql`extract(epoch from least(${artifacts.meteredUntil}, ${artifacts.storedUntil}) - ${artifacts.storedFrom}) * 1000`;
  return tx
    .select({
      project: artifacts.project,
      files: sql<number>`count(*)::int`,
      quarters: sql<number>`sum(ceil(${ms} / ${QUARTER_MS}::int))::float8`,
    })
    .from(artifacts)
    .where(stale)
    .groupBy(artifacts.project)
    .orderBy(asc(artifacts.project));
}

function staleBy(dated: readonly StoragePrice[], { userId }: Scope, { from, to }: RerateJobs): SQL | undefined {
  const { storedFrom, unitPrice } = artifacts;
  const within = (since?: string | null, before?: string | null) =>
    and(since ? gte(storedFrom, since) : undefined, before ? lt(storedFrom, before) : undefined);
  const differs = dated.map((price) => and(within(price.from, price.to), ne(unitPrice, price.price)));
  return and(eq(artifacts.userId, userId), within(from, to), or(sql`false`, ...differs));
}
