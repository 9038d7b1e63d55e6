import type { Connection } from "@pipeline/db";
import { expect } from "vitest";
import { z } from "zod";

type Plan = {
  "Node Type": string;
  "Index Name"?: string | undefined;
  "Relation Name"?: string | undefined;
  Plans?: Plan[] | undefined;
};
const Plan: z.ZodType<Plan> = z.object({
  "Node Type": z.string(),
  "Index Name": z.string().optional(),
  "Relation Name": z.string().optional(),
  Plans: z.lazy(() => z.array(Plan)).optional(),
});
const Explained = z.tuple([z.object({ "QUERY PLAN": z.tuple([z.object({ Plan })]) })]);

export type Asked = { readonly text: string; readonly parameters: unknown[] };
/** How the database finds what is asked for; a table is named where it is read from end to end. */
export type Plans = { readonly indexes: readonly string[]; readonly nodes: readonly string[] };

/** The statements a deed asks of tables over a connection; of `table` alone where one is named. */
export async function askedBy({ sql }: Connection, deed: () => Promise<unknown>, table = ""): Promise<Asked[]> {
  const asked: Asked[] = [];
  const wanted = new RegExp(`\\b(from|update) "${table}`);
  const debug = (_connection: number, text: string, parameters: unknown[]) => {
    if (wanted.test(text)) asked.push({ text, parameters });
  };
  Object.assign(sql.options, { debug });
  await deed();
  Object.assign(sql.options, { debug: false });
  expect(asked).not.toEqual([]);
  return asked;
}

/** How statements are planned, for a user where row-level security binds: with their values, and prepared for any. */
export async function plansOf({ sql }: Connection, asked: readonly Asked[], userId?: string): Promise<Plans> {
  const plans = await sql.begin(async (tx) => {
    if (userId !== undefined) await tx`select set_app_user(${userId})`;
    const found: Plan[] = [];
    for (const { text, parameters } of asked) {
      const rows: unknown[] = [
        await tx.unsafe(`explain (format json) ${text}`, parameters as never[]),
        await tx.unsafe(`explain (format json, generic_plan) ${text}`),
      ];
      found.push(...rows.map((row) => Explained.parse(row)[0]["QUERY PLAN"][0].Plan));
    }
    return found;
  });
  const nodes = plans.flatMap(nodesOf);
  return {
    indexes: [...new Set(nodes.flatMap((node) => node["Index Name"] ?? []))].toSorted(),
    nodes: nodes.map((node) =>
      node["Node Type"] === "Seq Scan" ? `Seq Scan on ${node["Relation Name"]}` : node["Node Type"],
    ),
  };
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** What a list should not need: it reads a table through, or sorts. */
export function slowIn({ nodes }: Plans): string[] {
  return [...new Set(nodes.filter((node) => /^Seq Scan|Sort$/.test(node)))].toSorted();
}
