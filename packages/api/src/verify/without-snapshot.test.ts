import type { Db } from "@pipeline/db";
import type { SQL } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { recordCost } from "../costs/record";
import { inside, type Ctx } from "../ctx";
import { createTestApi, type TestApi } from "../testing";
import { verifyOwn } from "./verify";

let api: TestApi;
let ctx: Ctx;
beforeAll(async () => {
  api = await createTestApi();
  ctx = await api.user();
  await recordCost(ctx, { costType: "x", amount: "1", idempotencyKey: "k" });
});

/** Adds to a sum by quarter hour, as a write of which not all is seen yet would look. */
const add = (amount: number) => api.admin.sql`update cost_rollups set amount = amount + ${amount}
  where user_id = ${ctx.actor.userId} and grain = 'quarter'`;
const raise = () => api.admin.sql`insert into inbox_state (user_id, version) values (${ctx.actor.userId}, 1)
  on conflict (user_id) do update set version = inbox_state.version + 1`;

/** Verifies with statements that each see what is committed by then, `meanwhile` after the first question. */
function verifyWithout(meanwhile: () => Promise<void>): Promise<unknown> {
  return api.owner.db.transaction((tx) => verifyOwn(inside(ctx, interrupted(tx, meanwhile))));
}

function interrupted(tx: Db, meanwhile: () => Promise<void>): Db {
  const execute = async (query: SQL) => {
    const rows = await tx.execute(query);
    await meanwhile();
    return rows;
  };
  return new Proxy(tx, {
    get: (target, key): unknown => (key === "execute" ? execute : Reflect.get(target, key)),
  });
}

test("a difference that was a write in between is none", async () => {
  await add(1);
  let repaired = false;
  const found = await verifyWithout(async () => {
    if (repaired) return;
    repaired = true;
    await add(-1);
    await raise();
  });
  expect(found).toBeUndefined();
});

test("a difference that stays is told, also where somebody writes all the while, and at once where nobody does", async () => {
  await add(1);
  let questions = 0;
  const asked = async () => void (questions += 1);
  expect(await verifyWithout(asked)).toMatchObject({ table: "cost_rollups" });
  const once = questions;
  expect(await verifyWithout(async () => void (await Promise.all([asked(), raise()])))).toMatchObject({
    table: "cost_rollups",
  });
  expect(questions - once).toBe(3 * once);
  await add(-1);
});
