import type { RecordBatch } from "@pipeline/core/costs";
import { isDomainError, type DomainCode, type DomainError, type FieldError } from "@pipeline/core/errors";
import { inside, writing, type Ctx, type Scope } from "../ctx";
import { book } from "./book";
import type { CostRecord, Entry } from "./ledger";
import { ownJobs, sameRequest, storedByKey, toEntry, type Stored } from "./record";

/** What became of one item: its record, or why there is none. */
export type RecordAnswer =
  | { ok: true; record: CostRecord }
  | { ok: false; error: { code: DomainCode; message: string; fields: readonly FieldError[] } };

/**
 * Books many costs in one transaction and answers for each, in their order. An item with an unknown job, an instant too
 * far ahead, or a key that another body has used answers with its error; the others are booked together.
 */
export async function recordBatch(ctx: Ctx, { items }: RecordBatch): Promise<{ items: RecordAnswer[] }> {
  return writing(ctx, async (scope) => {
    const own = await ownJobs(scope, items);
    const attempts = items.map((item) => orRefusal(() => toEntry(scope, item, own)));
    const entries = attempts.flatMap((attempt) => (isDomainError(attempt) ? [] : [attempt]));
    const stored = await bookAll(inside(ctx, scope.tx), scope, firstOfEachKey(entries));
    return {
      items: attempts.map((entry) => {
        const outcome = isDomainError(entry) ? entry : orRefusal(() => sameRequest(entry, stored));
        return isDomainError(outcome) ? refused(outcome) : { ok: true, record: outcome };
      }),
    };
  });
}

/** What is stored under the keys of entries once they are booked: those that are new, and those that were there. */
async function bookAll(ctx: Ctx, scope: Scope, entries: readonly Entry[]): Promise<Stored> {
  const written = await book(ctx, scope, entries);
  const stored = new Map(
    await storedByKey(
      scope,
      entries.filter(({ key }) => !written.has(key)),
    ),
  );
  for (const { key, bodyHash = null } of entries) {
    const record = written.get(key);
    if (record) stored.set(key, { ...record, bodyHash });
  }
  return stored;
}

function orRefusal<T>(work: () => T): T | DomainError {
  try {
    return work();
  } catch (error) {
    if (isDomainError(error)) return error;
    throw error;
  }
}

function refused({ code, message, fields }: DomainError): RecordAnswer {
  return { ok: false, error: { code, message, fields } };
}

// Sorted, so that two batches with the same keys wait for each other in one order and never in a circle.
function firstOfEachKey(entries: readonly Entry[]): Entry[] {
  const first = new Map<string, Entry>();
  for (const entry of entries) if (!first.has(entry.key)) first.set(entry.key, entry);
  return [...first.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}
