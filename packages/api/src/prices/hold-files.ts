import { toMs } from "@pipeline/core/instant";
import { QUARTER_MS } from "@pipeline/core/period";
import type { RerateJobs } from "@pipeline/core/prices";
import { artifacts } from "@pipeline/db/schema";
import { and, asc, eq, gte, inArray, lt, ne, or, sql, type SQL } from "drizzle-orm";
import type { Scope } from "../ctx";
import type { FileRow } from "../storage/file";
import { holdStorage } from "../storage/hold";
import { MAX_ROWS, tooMuch } from "./bounds";
import { datedStoragePrices, storagePrices, type StoragePrice } from "./find";

/** A booked file with its price, and the one that the catalogue names by now. */
export type StaleFile = { file: FileRow; before: string; after: string };

// Quarter hours of all files together, which share the rows of their projects.
const MAX_QUARTERS = 500_000;

/**
 * The files that a re-rating would change, locked with the storage of their projects: those that are booked and were
 * stored in [from, to); none when it is about a job or a GPU type. BAD_INPUT on `from` when they are too much at once.
 */
export async function holdFiles(scope: Scope, input: RerateJobs): Promise<StaleFile[]> {
  if (input.jobId !== undefined || input.gpuType !== undefined) return [];
  const stale = staleBy(await datedStoragePrices(scope.tx), scope, input);
  const behind = await sizesOf(scope, stale);
  const rows = sum(behind.map((one) => one.rows)) > MAX_ROWS;
  const quarters = sum(behind.map((one) => one.quarters)) > MAX_QUARTERS;
  // What was stored at one instant cannot be told apart by time.
  const instants = new Set(behind.flatMap(({ first, last }) => [first, last]));
  if (instants.size > 1 && (rows || quarters)) throw tooMuch("Too much storage");
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

const quarters = (span: SQL) => sql`ceil(extract(epoch from ${span}) * 1000 / ${QUARTER_MS}::int)`;

// Projects in order: two that lock them would wait for each other otherwise.
function sizesOf({ tx }: Scope, stale: SQL | undefined) {
  const { storedFrom, storedUntil, meteredUntil } = artifacts;
  const end = sql`least(${meteredUntil}, ${storedUntil})`;
  return tx
    .select({
      project: artifacts.project,
      first: sql<string>`min(${storedFrom})`,
      last: sql<string>`max(${storedFrom})`,
      rows: sql<number>`${quarters(sql`max(${end}) - min(${storedFrom})`)}::float8`,
      quarters: sql<number>`sum(${quarters(sql`${end} - ${storedFrom}`)})::float8`,
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
