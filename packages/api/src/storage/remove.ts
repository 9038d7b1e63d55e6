import { badInput, DomainError, notFound } from "@pipeline/core/errors";
import { toInstant, toMs } from "@pipeline/core/instant";
import { MAX_AHEAD_MS } from "@pipeline/core/job-words";
import type { RemoveFile } from "@pipeline/core/storage";
import { artifacts } from "@pipeline/db/schema";
import { and, eq } from "drizzle-orm";
import { keepDone } from "../audit/keep";
import { book } from "../costs/book";
import { inside, writing, type Ctx, type Scope } from "../ctx";
import { touchInbox } from "../notifications/inbox";
import { storagePrices } from "../prices/find";
import { addSlices, removingEntries, storedAt, type Shares } from "./entries";
import { ALL_BOOKED, bookedTo, priceOf, toFile, type FileRow, type StoredFile } from "./file";
import { holdStorage } from "./hold";

/**
 * A file costs nothing from `at` (default now) on; what was booked beyond is taken back by signed corrections. Again:
 * the same file. CONFLICT when it was removed at another time, NOT_FOUND for someone else's.
 */
export async function removeFile(ctx: Ctx, input: RemoveFile): Promise<StoredFile> {
  return writing(ctx, async (scope) => {
    const file = await holdFile(scope, input.id);
    const priceAt = await storagePrices(scope.tx);
    if (file.storedUntil !== null) {
      if (input.at !== undefined && input.at !== file.storedUntil) {
        throw new DomainError("CONFLICT", `The file was removed at ${file.storedUntil}.`);
      }
      return toFile(file, priceAt, scope.now);
    }
    const at = endOf(file, input, scope.now);
    const booked = bookedTo(file);
    // What was booked before prices were kept is kept at this one from now on.
    const unitPrice = file.meteredUntil === null ? null : (priceOf(file, priceAt) ?? null);
    if (at < booked) await takeBack(ctx, scope, { file, unitPrice, from: at, to: booked });
    const [removed] = await scope.tx
      .update(artifacts)
      .set({ unitPrice, storedUntil: toInstant(at), ...(at <= booked && { meteredUntil: ALL_BOOKED }) })
      .where(and(eq(artifacts.userId, scope.userId), eq(artifacts.id, file.id)))
      .returning();
    if (!removed) throw new Error("A locked file is gone.");
    await keepDone(scope, "storage.remove", file.id);
    await touchInbox(scope);
    return toFile(removed, priceAt, scope.now);
  });
}

function endOf({ storedFrom }: FileRow, { at }: RemoveFile, now: number): number {
  const from = toMs(storedFrom);
  if (at === undefined) return Math.max(now, from);
  if (toMs(at) > now + MAX_AHEAD_MS) throw badInput("at", "Must be at most 5 minutes in the future.");
  if (toMs(at) < from) throw badInput("at", `Must not be before the file was stored: ${storedFrom}.`);
  return toMs(at);
}

type Booked = { file: FileRow; unitPrice: string | null; from: number; to: number };

async function takeBack(ctx: Ctx, scope: Scope, { file, unitPrice, from, to }: Booked): Promise<void> {
  if (unitPrice === null) throw new Error("Storage that was booked has no price.");
  const shares: Shares = new Map();
  addSlices(shares, storedAt(file, unitPrice), from, to);
  await book(inside(ctx, scope.tx), scope, await removingEntries(scope, file.project, shares));
}

// The project's turn first: it is what the meter waits for as well.
async function holdFile(scope: Scope, id: string): Promise<FileRow> {
  const own = and(eq(artifacts.userId, scope.userId), eq(artifacts.id, id));
  const [known] = await scope.tx.select({ project: artifacts.project }).from(artifacts).where(own);
  if (!known) throw notFound("file");
  await holdStorage(scope, known.project);
  const [file] = await scope.tx.select().from(artifacts).where(own).for("update");
  if (!file) throw notFound("file");
  return file;
}
