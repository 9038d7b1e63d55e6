import type { Connection } from "@pipeline/db";
import { expect } from "vitest";
import { z } from "zod";

/** A step of a plan; what it read is known where the statement ran. */
export type Node = {
  "Node Type": string;
  "Index Name"?: string | undefined;
  "Relation Name"?: string | undefined;
  "Actual Rows"?: number | undefined;
  "Actual Loops"?: number | undefined;
  "Rows Removed by Filter"?: number | undefined;
  Plans?: Node[] | undefined;
};
const Node: z.ZodType<Node> = z.object({
  "Node Type": z.string(),
  "Index Name": z.string().optional(),
  "Relation Name": z.string().optional(),
  "Actual Rows": z.number().optional(),
  "Actual Loops": z.number().optional(),
  "Rows Removed by Filter": z.number().optional(),
  Plans: z.lazy(() => z.array(Node)).optional(),
});
const Explained = z.tuple([z.object({ "QUERY PLAN": z.tuple([z.object({ Plan: Node })]) })]);

/** Every step of what EXPLAIN (FORMAT JSON) answers. */
export function nodesIn(explained: unknown): Node[] {
  return nodesOf(Explained.parse(explained)[0]["QUERY PLAN"][0].Plan);
}

export type Asked = { readonly text: string; readonly parameters: unknown[] };
/** How the database finds what is asked for, and what a list should not need: to sort, or to read a table through. */
export type Plans = { readonly indexes: readonly string[]; readonly slow: readonly string[] };

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

/**
 * How statements are planned, for a user where row-level security binds: with their values, and prepared for any. The
 * latter expects a handful of rows of any window, and may sort them.
 */
export async function plansOf({ sql }: Connection, asked: readonly Asked[], userId?: string): Promise<Plans> {
  const [own, any] = await sql.begin(async (tx) => {
    if (userId !== undefined) await tx`select set_app_user(${userId})`;
    const explained = async (how: string, text: string, parameters?: unknown[]) => {
      return nodesIn(await tx.unsafe(`explain (${how}) ${text}`, parameters as never[]));
    };
    const plans: [Node[], Node[]] = [[], []];
    for (const { text, parameters } of asked) {
      plans[0].push(...(await explained("format json", text, parameters)));
      plans[1].push(...(await genericPlan(tx, text)));
    }
    return plans;
  });
  const slow = [...own.filter(isSort).map((node) => node["Node Type"]), ...[...own, ...any].flatMap(readThrough)];
  return {
    indexes: sorted([...own, ...any].flatMap((node) => node["Index Name"] ?? [])),
    slow: sorted(slow),
  };
}

/** The steps of a statement that is prepared for any values. PostgreSQL 15 has no `explain (generic_plan)`. */
export async function genericPlan(tx: Sql, text: string): Promise<Node[]> {
  const count = new Set(text.match(/\$\d+/g)).size;
  await tx`set local plan_cache_mode = force_generic_plan`;
  await tx.unsafe(`prepare generic as ${text}`);
  const given = count === 0 ? "" : `(${Array.from({ length: count }, () => "null").join(", ")})`;
  const explained = await tx.unsafe(`explain (format json) execute generic${given}`);
  await tx`deallocate generic`;
  await tx`set local plan_cache_mode = auto`;
  return nodesIn(explained);
}

type Sql = Parameters<Parameters<Connection["sql"]["begin"]>[1]>[0];

const nodesOf = (plan: Node): Node[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
const sorted = (names: readonly string[]) => [...new Set(names)].toSorted();
const isSort = (node: Node) => node["Node Type"].endsWith("Sort");
const readThrough = (node: Node) => (node["Node Type"] === "Seq Scan" ? `Seq Scan on ${node["Relation Name"]}` : []);
