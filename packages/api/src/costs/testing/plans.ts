import type { Ctx } from "../../ctx";
import type { TestApi } from "../../testing";
import { askedBy, genericPlan, nodesIn, type Node } from "../../testing-plans";

/** How the database answers: which indexes are searched, what kinds of steps there are, and rows read of each index. */
export type Plans = { indexes: string[]; nodes: string[]; read: Record<string, number> };

/** How a call is answered: as it was asked, and as statements that are prepared for any values. */
export async function plansOf(api: TestApi, ctx: Ctx, deed: () => Promise<unknown>): Promise<Plans> {
  // The driver tells of a statement twice where it prepares it first.
  const asked = new Map((await askedBy(api.app, deed)).map((one) => [JSON.stringify(one), one]));
  const ran: Node[] = [];
  const generic: Node[] = [];
  await api.app.sql.begin(async (tx) => {
    await tx`select set_app_user(${ctx.actor.userId})`;
    for (const { text, parameters } of asked.values()) {
      ran.push(...nodesIn(await tx.unsafe(`explain (analyze, format json) ${text}`, parameters as never[])));
      generic.push(...(await genericPlan(tx, text)));
    }
  });
  const all = [...ran, ...generic];
  const read: Record<string, number> = {};
  for (const node of ran) {
    const name = node["Index Name"];
    if (name === undefined) continue;
    const rows = (node["Actual Rows"] ?? 0) + (node["Rows Removed by Filter"] ?? 0);
    read[name] = (read[name] ?? 0) + rows * (node["Actual Loops"] ?? 0);
  }
  return {
    indexes: [...new Set(all.flatMap((node) => node["Index Name"] ?? []))].toSorted(),
    nodes: all.map((node) => node["Node Type"]),
    read,
  };
}
