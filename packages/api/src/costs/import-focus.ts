import { badInput } from "@pipeline/core/errors";
import { MAX_AHEAD_MS } from "@pipeline/core/job-words";
import type { JsonObject } from "@pipeline/core/text";
import { costRecords } from "@pipeline/db/schema";
import { and, eq, sql } from "drizzle-orm";
import { keepDone } from "../audit/keep";
import { touchInbox } from "../notifications/inbox";
import { writing, type Ctx, type Scope } from "../ctx";
import { holdAccount } from "../account/time-zone";
import { append, systemKey, type Entry } from "./ledger";

/** A charge of a bill. `recordedAt` (ms) is the start of its period. */
export type FocusCharge = {
  /** Names the charge by its content: the same key is imported once. */
  key: string;
  /** Where it stands in its file. */
  line: number;
  /** The record it was exported from, where it comes from a file of ours. */
  recordId: string | null;
  costType: string;
  amount: string;
  recordedAt: number;
  project: string | null;
  gpuType: string | null;
  details: JsonObject;
};

const CHUNK = 1000;

/** The key of a charge's record. */
export const focusKey = (charge: Pick<FocusCharge, "key">) => systemKey(`focus:${charge.key}`);

/**
 * Books the charges of a bill, all or none, each at the start of its period, without notifications. Answers how many were
 * new: a charge that was imported before, or was exported from a record of this account, adds nothing. `onProgress`
 * hears how many are done. BAD_INPUT for a charge that begins in the future.
 */
export async function importFocus(
  ctx: Ctx,
  charges: readonly FocusCharge[],
  onProgress: (done: number) => void = () => {},
): Promise<{ imported: number }> {
  return writing(ctx, async (scope) => {
    const ahead = charges.find(({ recordedAt }) => recordedAt > scope.now + MAX_AHEAD_MS);
    if (ahead) throw badInput("ChargePeriodStart", `Line ${ahead.line} begins in the future. Nothing was imported.`);
    // Nobody else books meanwhile: chunk after chunk takes locks that others hold in another order.
    await holdAccount(scope);
    let imported = 0;
    for (let i = 0; i < charges.length; i += CHUNK) {
      const chunk = charges.slice(i, i + CHUNK);
      const own = await ownRecords(scope, chunk);
      const foreign = chunk.filter(({ recordId }) => recordId === null || !own.has(recordId));
      imported += (await append(scope, foreign.map(toEntry))).size;
      onProgress(i + chunk.length);
    }
    if (imported > 0) await keepDone(scope, "costs.import");
    await touchInbox(scope);
    return { imported };
  });
}

function toEntry(charge: FocusCharge): Entry {
  const { costType, amount, recordedAt, project, gpuType, details } = charge;
  return { key: focusKey(charge), costType, amount, recordedAt, project, gpuType, details };
}

async function ownRecords({ tx, userId }: Scope, charges: readonly FocusCharge[]): Promise<ReadonlySet<string>> {
  const ids = JSON.stringify(charges.flatMap(({ recordId }) => recordId ?? []));
  const rows = await tx
    .select({ id: costRecords.id })
    .from(costRecords)
    .where(
      and(
        eq(costRecords.userId, userId),
        sql`${costRecords.id} = any(array(select jsonb_array_elements_text(${ids}::jsonb))::uuid[])`,
      ),
    );
  return new Set(rows.map(({ id }) => id));
}
