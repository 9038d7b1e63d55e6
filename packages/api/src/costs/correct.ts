import type { CorrectCost } from "@pipeline/core/costs";
import { badInput, DomainError, notFound } from "@pipeline/core/errors";
import { toMs } from "@pipeline/core/instant";
import { add, compare } from "@pipeline/core/money";
import { costRecords } from "@pipeline/db/schema";
import { and, eq, or } from "drizzle-orm";
import { keepDone } from "../audit/keep";
import { bodyHash } from "../body-hash";
import { inside, writing, type Ctx, type Scope } from "../ctx";
import { book } from "./book";
import { callerKey, recordColumns, type CostRecord, type Entry } from "./ledger";
import { holdRecord } from "./hold";
import { ownJobs, repeated } from "./record";

/**
 * Books a signed difference to a record, linked to it, at its time and with its dimensions. The ledger never changes.
 * CONFLICT when the record is itself a correction; BAD_INPUT when the net amount would fall below zero.
 */
export async function correctCost(ctx: Ctx, input: CorrectCost): Promise<CostRecord> {
  return writing(ctx, async (scope) => {
    await holdRecord(scope, input.recordId);
    const { original, net } = await family(scope, input.recordId);
    const entry = toEntry(original, input);
    const [again] = await scope.tx
      .select({ id: costRecords.id })
      .from(costRecords)
      .where(and(eq(costRecords.userId, scope.userId), eq(costRecords.idempotencyKey, entry.key)));
    if (again) return repeated(scope, entry);
    if (original.correctsId !== null) throw new DomainError("CONFLICT", "A correction cannot be corrected.");
    if (original.costType !== "credit" && compare(add(net, input.amount), "0") < 0) {
      throw badInput("amount", `The record would fall below zero: it stands at ${net}.`);
    }
    await ownJobs(scope, [{ jobId: original.jobId ?? undefined }]);
    const written = await book(inside(ctx, scope.tx), scope, [entry]);
    const made = written.get(entry.key);
    if (!made) return repeated(scope, entry);
    await keepDone(scope, "costs.correct", input.recordId);
    return made;
  });
}

async function family({ tx, userId }: Scope, id: string): Promise<{ original: CostRecord; net: string }> {
  const rows = await tx
    .select(recordColumns)
    .from(costRecords)
    .where(and(eq(costRecords.userId, userId), or(eq(costRecords.id, id), eq(costRecords.correctsId, id))));
  const original = rows.find((row) => row.id === id);
  if (!original) throw notFound("cost record");
  return { original, net: add(...rows.map((row) => row.amount)) };
}

function toEntry(original: CostRecord, input: CorrectCost): Entry {
  return {
    key: callerKey(input.idempotencyKey),
    bodyHash: bodyHash(input),
    costType: original.costType,
    amount: input.amount,
    recordedAt: toMs(original.recordedAt),
    ...(original.usageEnd !== null && { usageEnd: toMs(original.usageEnd) }),
    jobId: original.jobId,
    project: original.project,
    gpuType: original.gpuType,
    details: { reason: input.reason },
    correctsId: original.id,
  };
}
