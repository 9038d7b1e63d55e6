import { randomUUID } from "node:crypto";
import { badInput, DomainError } from "@pipeline/core/errors";
import { toInstant, toMs } from "@pipeline/core/instant";
import { MAX_AHEAD_MS, MAX_SPAN_MS } from "@pipeline/core/job-words";
import type { KeepFile } from "@pipeline/core/storage";
import { artifacts } from "@pipeline/db/schema";
import { and, eq } from "drizzle-orm";
import { keepDone } from "../audit/keep";
import { bodyHash } from "../body-hash";
import { callerKey } from "../costs/ledger";
import { writing, type Ctx, type Scope } from "../ctx";
import { touchInbox } from "../notifications/inbox";
import { storagePrices } from "../prices/find";
import { toFile, type FileRow, type StoredFile } from "./file";

/**
 * Registers a file that is paid for by the GB-month from `storedFrom` (default now) on. The past is booked in the
 * quarter hours of its usage. The same key and body again: the same file; another body: CONFLICT.
 */
export async function keepFile(ctx: Ctx, input: KeepFile): Promise<StoredFile> {
  return writing(ctx, async (scope) => {
    const [made] = await scope.tx.insert(artifacts).values(toRow(scope, input)).onConflictDoNothing().returning();
    const file = made ?? (await repeated(scope, input));
    if (made) {
      await keepDone(scope, "storage.keep", made.id);
      await touchInbox(scope);
    }
    return toFile(file, await storagePrices(scope.tx), scope.now);
  });
}

function toRow({ userId, now }: Scope, input: KeepFile): typeof artifacts.$inferInsert {
  const storedFrom = input.storedFrom === undefined ? now : toMs(input.storedFrom);
  if (storedFrom > now + MAX_AHEAD_MS) throw badInput("storedFrom", "Must be at most 5 minutes in the future.");
  // A typing error in a year must not become a million rows.
  if (storedFrom < now - MAX_SPAN_MS) throw badInput("storedFrom", "Must lie within the last 400 days.");
  return {
    userId,
    id: randomUUID(),
    kind: input.kind,
    name: input.name,
    project: input.project ?? "",
    url: input.url ?? null,
    sizeBytes: input.sizeBytes,
    storedFrom: toInstant(storedFrom),
    idempotencyKey: callerKey(input.idempotencyKey),
    bodyHash: bodyHash(input),
  };
}

async function repeated({ tx, userId }: Scope, input: KeepFile): Promise<FileRow> {
  const [known] = await tx
    .select()
    .from(artifacts)
    .where(and(eq(artifacts.userId, userId), eq(artifacts.idempotencyKey, callerKey(input.idempotencyKey))));
  if (known?.bodyHash !== bodyHash(input)) {
    throw new DomainError("CONFLICT", "This idempotency key was used for another request.");
  }
  return known;
}
