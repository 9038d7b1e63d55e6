import { installCitus } from "@pipeline/db/testing";
import { expect, test } from "vitest";
import { recordCost } from "../costs/record";
import { createTestApi } from "../testing";
import { written } from "./written";

test("rows are counted where they lie: here, and at the shards of what is sharded", async () => {
  const api = await createTestApi();
  const ctx = await api.user();
  const counts = async () => {
    // What a session has counted is told when it ends or rests: the owner's own, and all others' before.
    await api.admin.sql`select pg_stat_force_next_flush()`;
    return Object.fromEntries(
      (await written(api.owner.db, ["lora_cost_records", "reratings"])).map(({ name, inserted }) => [name, inserted]),
    );
  };
  await recordCost(ctx, { costType: "x", amount: "1", idempotencyKey: "k" });
  await expect.poll(counts).toEqual({ lora_cost_records: 1, reratings: 0 });
  await installCitus(api.admin);
  expect(await counts()).toEqual({ lora_cost_records: 1, reratings: 0 });
  await api.admin.sql`insert into pg_dist_partition values ('lora_cost_records', 'h', 's', 1)`;
  // The stand-in's only shard is the table itself, which is counted twice then.
  expect(await counts()).toEqual({ lora_cost_records: 2, reratings: 0 });
});
