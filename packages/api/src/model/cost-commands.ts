import { fromUnits, toUnits } from "@pipeline/core/money";
import fc from "fast-check";
import { correctCost } from "../costs/correct";
import { recordCost } from "../costs/record";
import { recordBatch } from "../costs/record-batch";
import { anyAmount, anyIndex, anyProject, command, DAY, expectSame, key, MINUTE, pick, refusal } from "./command";

const ago = fc.oneof(fc.constant(0), fc.integer({ min: -5 * MINUTE, max: 40 * DAY }));

export const record = fc
  .record({
    amount: anyAmount,
    ago,
    project: anyProject,
    type: fc.constantFrom("storage", "credit", "labels"),
    job: anyIndex,
    ofJob: fc.boolean(),
  })
  .map((given) =>
    command(`record ${JSON.stringify(given)}`, async (model, { ctx }) => {
      const job = given.ofJob ? pick(model.jobs, given.job) : undefined;
      const signed = given.type === "credit" ? `-${given.amount}` : given.amount;
      const input = {
        costType: given.type,
        amount: fromUnits(toUnits(signed)),
        recordedAt: new Date(model.now - given.ago).toISOString(),
        idempotencyKey: key(),
        ...(given.project !== "" && { project: given.project }),
        ...(job && { jobId: job.id }),
      };
      const { id } = await recordCost(ctx, input);
      expectSame((await recordCost(ctx, input)).id, id, "a retry");
      expectSame(await refusal(recordCost(ctx, { ...input, amount: "7.125" })), "CONFLICT", "another body");
      model.records.push({
        key: input.idempotencyKey,
        id,
        at: model.now - given.ago,
        units: toUnits(signed),
        costType: given.type,
        project: given.project || job?.project || "",
        jobId: job?.id ?? "",
        corrects: null,
      });
    }),
  );

export const correct = fc.record({ of: anyIndex, share: fc.integer({ min: -150, max: 100 }) }).map(({ of, share }) =>
  command(
    `correct ${of} by ${share}%`,
    async (model, { ctx }) => {
      const original = pick(
        model.records.filter(({ corrects }) => corrects === null),
        of,
      );
      if (!original) return;
      const family = model.records.filter(({ id, corrects }) => id === original.id || corrects === original.id);
      const net = family.reduce((sum, { units }) => sum + units, 0n);
      const units = (original.units * BigInt(share)) / 100n;
      const input = { recordId: original.id, amount: fromUnits(units), reason: "r", idempotencyKey: key() };
      if (original.costType !== "credit" && net + units < 0n) {
        expectSame(await refusal(correctCost(ctx, input)), "BAD_INPUT", "a net below zero");
        return;
      }
      const { id } = await correctCost(ctx, input);
      expectSame((await correctCost(ctx, input)).id, id, "a retry");
      model.records.push({ ...original, key: input.idempotencyKey, id, units, corrects: original.id });
    },
    ({ records }) => records.length > 0,
  ),
);

export const batch = fc
  .array(fc.record({ amount: anyAmount, ago, project: anyProject }), { minLength: 1, maxLength: 20 })
  .map((given) =>
    command(`record ${given.length} at once`, async (model, { ctx }) => {
      const items = given.map((one) => ({
        costType: "labels",
        amount: one.amount,
        recordedAt: new Date(model.now - one.ago).toISOString(),
        idempotencyKey: key(),
        ...(one.project !== "" && { project: one.project }),
      }));
      // Half of it once more, and one key with another body: neither may count.
      const again = items.slice(items.length / 2);
      const others = items.slice(0, 1).map((item) => ({ ...item, amount: "7.125" }));
      const answers = (await recordBatch(ctx, { items: [...items, ...again, ...others] })).items;
      expectSame(answers.filter(({ ok }) => ok).length, items.length + again.length, "booked and repeated items");
      for (const [i, { amount, ago: before, project }] of given.entries()) {
        const answer = answers[i];
        if (!answer?.ok) throw new Error("An item was refused.");
        model.records.push({
          key: items[i]?.idempotencyKey ?? "",
          id: answer.record.id,
          at: model.now - before,
          units: toUnits(amount),
          costType: "labels",
          project,
          jobId: "",
          corrects: null,
        });
      }
    }),
  );
