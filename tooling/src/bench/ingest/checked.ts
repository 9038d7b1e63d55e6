import assert from "node:assert/strict";
import type { App } from "@pipeline/api/http";
import { verifyUser } from "@pipeline/api/verify/verify";
import { totalOf } from "./costs";
import type { Load } from "./loads";

/**
 * Compares what was acknowledged with what is stored, and all that is derived with its records. Answers how many records;
 * throws at the first that is lost, doubled or counted wrong.
 */
export async function checkAll({ database }: App, loads: readonly Load[]): Promise<number> {
  let records = 0;
  for (const { measure, kept } of loads) {
    for (const [userId, count] of kept) {
      const [stored] = await database.owner.sql`
        select count(*)::int as count, trim_scale(coalesce(sum(amount), 0))::text as amount
        from lora_cost_records where user_id = ${userId}`;
      assert.deepEqual({ ...stored }, { count, amount: totalOf(count) }, `${measure.name}: ${userId}`);
      assert.equal(await verifyUser(database.owner.db, userId), undefined);
      records += count;
    }
  }
  return records;
}
