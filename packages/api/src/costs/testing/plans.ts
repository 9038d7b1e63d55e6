import { z } from "zod";
import type { Ctx } from "../../ctx";
import type { TestApi } from "../../testing";

type Plan = {
  "Node Type": string;
  "Index Name"?: string | undefined;
  "Actual Rows"?: number | undefined;
  "Actual Loops"?: number | undefined;
  "Rows Removed by Filter"?: number | undefined;
  Plans?: Plan[] | undefined;
};
const Plan: z.ZodType<Plan> = z.object({
  "Node Type": z.string(),
  "Index Name": z.string().optional(),
  "Actual Rows": z.number().optional(),
  "Actual Loops": z.number().optional(),
  "Rows Removed by Filter": z.number().optional(),
  Plans: z.lazy(() => z.array(Plan)).optional(),
});
const Explained = z.tuple([z.object({ "QUERY PLAN": z.tuple([z.object({ Plan })]) })]);

type Asked = { text: string; parameters: unknown[] };
/** How the database answers: which indexes are searched, what kinds of steps there are, and rows read of each index. */
export type Plans = { indexes: string[]; nodes: string[]; read: Record<string, number> };

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
const explained = (row: unknown) => nodesOf(Explained.parse(row)[0]["QUERY PLAN"][0].Plan);

/** How a call is answered: as it was asked, and as statements that are prepared for any values. */
export async function plansOf(api: TestApi, ctx: Ctx, deed: () => Promise<unknown>): Promise<Plans> {
  const asked = await askedBy(api, deed);
  const ran: Plan[] = [];
  const generic: Plan[] = [];
  await api.app.sql.begin(async (tx) => {
    await tx`select set_app_user(${ctx.actor.userId})`;
    for (const { text, parameters } of asked) {
      ran.push(...explained(await tx.unsafe(`explain (analyze, format json) ${text}`, parameters as never[])));
      generic.push(...explained(await tx.unsafe(`explain (format json, generic_plan) ${text}`)));
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

/** What a call asks, the identity of its transaction aside. */
async function askedBy({ app }: TestApi, deed: () => Promise<unknown>): Promise<Asked[]> {
  // The driver tells of a statement twice where it prepares it first.
  const asked = new Map<string, Asked>();
  const { options } = app.sql;
  const debug = (_connection: number, text: string, parameters: unknown[]) => {
    if (/^\s*select/.test(text) && !text.includes("set_app_user")) {
      asked.set(JSON.stringify([text, parameters]), { text, parameters });
    }
  };
  Object.assign(options, { debug });
  await deed();
  Object.assign(options, { debug: false });
  return [...asked.values()];
}
