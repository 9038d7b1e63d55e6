import { randomUUID } from "node:crypto";
import { badInput, DomainError } from "@pipeline/core/errors";
import { toInstant } from "@pipeline/core/instant";
import { DEFAULT_PRESET, MAX_PER_HOUR, PRESET_DEFAULTS } from "@pipeline/core/job-words";
import { type CreateJob } from "@pipeline/core/jobs";
import { perHour } from "@pipeline/core/meter";
import { compare } from "@pipeline/core/money";
import { jobs } from "@pipeline/db/schema";
import { and, eq } from "drizzle-orm";
import { keepDone } from "../audit/keep";
import { bodyHash } from "../body-hash";
import { admitJob, holdForAdmission } from "../budgets/admit";
import { callerKey } from "../costs/ledger";
import { inside, writing, type Ctx, type Scope } from "../ctx";
import { notify } from "../notifications/notify";
import { gpuPrice } from "../prices/find";
import { toJob, type Job, type JobRow } from "./columns";
import { estimatePlan } from "./estimate";

/**
 * Registers a job with its estimate and tells its owner. The same key and body again: the same job; another body:
 * CONFLICT. BAD_INPUT on `gpuType` when no price is known and none is given. BUDGET_EXCEEDED where a budget that blocks has
 * no room.
 */
export async function createJob(ctx: Ctx, input: CreateJob): Promise<Job> {
  return writing(ctx, async (scope) => {
    const known = await findRepeated(scope, input);
    if (known) return toJob(known, scope.now);
    const row = await toRow(scope, input);
    const budgets = await holdForAdmission(scope);
    // Another request with the same key may have been let in while this one waited.
    const twin = budgets.length === 0 ? undefined : await findRepeated(scope, input);
    if (twin) return toJob(twin, scope.now);
    await admitJob(ctx, scope, budgets, { project: row.project, expected: row.estimatedTotalCost ?? "0" });
    const [made] = await scope.tx.insert(jobs).values(row).onConflictDoNothing().returning();
    // Another request with the same key was faster.
    if (!made) return createJob(inside(ctx, scope.tx), input);
    await keepDone(scope, "jobs.create", made.id);
    await notify(inside(ctx, scope.tx), {
      type: "job_queued",
      payload: { job_id: made.id, job_name: made.name, estimated_total_cost: made.estimatedTotalCost },
      dedupeKey: `job:${made.id}:queued`,
    });
    return toJob(made, scope.now);
  });
}

type NewJob = typeof jobs.$inferInsert & { project: string | null };

async function toRow(scope: Scope, input: CreateJob): Promise<NewJob> {
  const { tx, userId, now } = scope;
  const presetId = input.presetId ?? DEFAULT_PRESET;
  const preset = PRESET_DEFAULTS[presetId];
  const gpuType = input.gpuType ?? preset.gpuType;
  const gpuCount = input.gpuCount ?? preset.gpuCount;
  const estimatedHours = input.estimatedHours ?? preset.estimatedHours;
  const { provider, region, purchaseOption } = input;
  const unitPrice = input.unitPrice ?? (await gpuPrice(tx, { gpuType, provider, region, purchaseOption, at: now }));
  if (compare(perHour({ unitPrice, gpuCount }), MAX_PER_HOUR) >= 0) {
    throw badInput("unitPrice", `Price × GPUs must come to less than ${MAX_PER_HOUR} an hour.`);
  }
  const id = randomUUID();
  const place = { provider: provider ?? null, region: region ?? null, purchaseOption: purchaseOption ?? null };
  const plan = { ...input, presetId, gpuType, gpuCount, estimatedHours };
  const { unitPrice: _price, ...estimate } = await estimatePlan(scope, { ...plan, unitPrice });
  return {
    userId,
    id,
    name: input.name ?? `${presetId} fine-tune ${id.slice(0, 8)}`,
    project: input.project ?? null,
    datasetId: input.datasetId ?? null,
    presetId,
    baseModel: input.baseModel ?? null,
    ...place,
    gpuType,
    gpuCount,
    unitPrice,
    unitPriceGiven: input.unitPrice !== undefined,
    estimatedTotalCost: estimate.expected,
    estimate: {
      ...estimate,
      inputs: { ...place, gpuType, gpuCount, unitPrice, estimatedHours },
    },
    queuedAt: toInstant(now),
    idempotencyKey: input.idempotencyKey === undefined ? null : callerKey(input.idempotencyKey),
    bodyHash: bodyHash(input),
    metadata: { lora_rank: preset.loraRank, epochs: preset.epochs, estimated_hours: estimatedHours },
  };
}

async function findRepeated({ tx, userId }: Scope, input: CreateJob): Promise<JobRow | undefined> {
  if (input.idempotencyKey === undefined) return undefined;
  const [known] = await tx
    .select()
    .from(jobs)
    .where(and(eq(jobs.userId, userId), eq(jobs.idempotencyKey, callerKey(input.idempotencyKey))));
  if (known && known.bodyHash !== bodyHash(input)) {
    throw new DomainError("CONFLICT", "This idempotency key was used for another request.");
  }
  return known;
}
