import { recordCost } from "@pipeline/api/costs/record";
import { recordBatch } from "@pipeline/api/costs/record-batch";
import type { Ctx } from "@pipeline/api/ctx";
import type { App } from "@pipeline/api/http";
import { actFor } from "../support/callers";
import { type Case, repeated } from "../support/run";
import { costOf, gathered } from "./costs";
import { AT_ONCE, makeAccounts } from "./people";

/** A case through a verb, and how many costs of each account were acknowledged. */
export type Load = {
  readonly measure: Case;
  readonly costsPerCall: number;
  readonly kept: ReadonlyMap<string, number>;
};

type Options = { accounts?: number; budgets?: boolean };
type Way = { costsPerCall: number; send: (ctx: Ctx, from: number) => Promise<void> };

/** One cost a call. */
export function singles(app: App, name: string, options: Options = {}): Promise<Load> {
  return load(app, name, { costsPerCall: 1, send: sendOne }, options);
}

async function sendOne(ctx: Ctx, n: number): Promise<void> {
  await recordCost(ctx, costOf(n));
}

/** A cost and the same again, as after an answer that was lost: a call is both. */
export function twice(app: App, name: string): Promise<Load> {
  const send = async (ctx: Ctx, n: number) => {
    const [first, again] = [await recordCost(ctx, costOf(n)), await recordCost(ctx, costOf(n))];
    if (first.id !== again.id) throw new Error(`${name}: one key made two records.`);
  };
  return load(app, name, { costsPerCall: 1, send }, {});
}

/** `size` costs a call. */
export function batches(app: App, name: string, size: number, options: Options = {}): Promise<Load> {
  const send = async (ctx: Ctx, from: number) => {
    const { items } = await recordBatch(ctx, { items: gathered(from, size) });
    if (!items.every(({ ok }) => ok)) throw new Error(`${name}: a cost was refused.`);
  };
  return load(app, name, { costsPerCall: size, send }, options);
}

async function load(
  app: App,
  name: string,
  { costsPerCall, send }: Way,
  { accounts = AT_ONCE, budgets = false }: Options,
): Promise<Load> {
  const ids = await makeAccounts(app, accounts, { budgets });
  const next = new Map<string, number>();
  const kept = new Map<string, number>(ids.map((id) => [id, 0]));
  const measure = repeated(name, AT_ONCE, async (caller) => {
    const id = ids[caller % ids.length] ?? "";
    const from = next.get(id) ?? 0;
    next.set(id, from + costsPerCall);
    await send(actFor(app, id), from);
    kept.set(id, (kept.get(id) ?? 0) + costsPerCall);
  });
  return { measure, costsPerCall, kept };
}
