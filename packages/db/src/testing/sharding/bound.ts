import { everyPart, isBody, partOf, partsOf, wordsOf, type Body, type Part } from "./tree";

/** A table as a statement uses it. */
type Item = { readonly table: string; readonly alias: string };

const QUERIES = new Set(["SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"]);

/** The parts of a statement that read or write by themselves: itself, its CTEs, sub-selects and branches of a union. */
export function queriesOf(tree: unknown): Part[] {
  return [...everyPart(tree)].filter(({ kind }) => QUERIES.has(kind));
}

/** The tables that a statement names, CTEs left out. */
export function tablesOf(tree: unknown): Set<string> {
  const parts = [...everyPart(tree)];
  const ctes = new Set(
    parts.filter(({ kind }) => kind === "CommonTableExpr").map(({ body }) => String(body["ctename"])),
  );
  const named = parts.filter(({ kind }) => kind === "RangeVar").map(({ body }) => String(body["relname"]));
  return new Set(named.filter((name) => !ctes.has(name)));
}

/** The tables of `perUser` that some part of a statement does not hold to one user. */
export function unboundIn(tree: unknown, perUser: ReadonlySet<string>): string[] {
  return queriesOf(tree).flatMap(({ kind, body }) =>
    kind === "InsertStmt" ? unnamed(body, perUser) : unbound(body, perUser),
  );
}

// What is inserted is one user's where its column is named; what it comes from is looked at by itself.
function unnamed(body: Body, perUser: ReadonlySet<string>): string[] {
  const table = nameOf(body["relation"]);
  const columns = partsOf(body["cols"]).map((column) => column.body["name"]);
  return perUser.has(table) && !columns.includes("user_id") ? [table] : [];
}

function unbound(body: Body, perUser: ReadonlySet<string>): string[] {
  const items: Item[] = [];
  const conditions: unknown[] = [body["whereClause"]];
  gather(body["relation"] === undefined ? [] : [{ RangeVar: body["relation"] }], items, conditions);
  gather(body["fromClause"] ?? body["usingClause"], items, conditions);
  const owned = items.filter(({ table }) => perUser.has(table));
  const equal = conditions.flatMap(equalitiesOf).map((sides) => sides.map((side) => sideOf(side, owned)));
  const held = new Set<string | undefined>([ONE_USER]);
  // As often as there are tables: each round may hold one more to the user of another.
  for (const _ of owned) {
    for (const [left, right] of equal) {
      if (held.has(left)) held.add(right ?? ONE_USER);
      if (held.has(right)) held.add(left ?? ONE_USER);
    }
  }
  return owned.filter(({ alias }) => !held.has(alias)).map(({ table }) => table);
}

/** Stands for a value that is the same for all rows. */
const ONE_USER = "$";

function gather(from: unknown, items: Item[], conditions: unknown[]): void {
  for (const { kind, body } of partsOf(from)) {
    if (kind === "RangeVar") items.push({ table: nameOf(body), alias: aliasOf(body) });
    if (kind !== "JoinExpr") continue;
    gather([body["larg"], body["rarg"]], items, conditions);
    conditions.push(body["quals"]);
  }
}

function nameOf(relation: unknown): string {
  return isBody(relation) ? String(relation["relname"]) : "";
}

function aliasOf(relation: Body): string {
  const { alias } = relation;
  return isBody(alias) ? String(alias["aliasname"]) : nameOf(relation);
}

/** Both sides of every equality that all rows fulfil. */
function equalitiesOf(condition: unknown): [unknown, unknown][] {
  const part = partOf(condition);
  if (part?.kind === "BoolExpr" && part.body["boolop"] === "AND_EXPR") {
    const { args } = part.body;
    return Array.isArray(args) ? args.flatMap(equalitiesOf) : [];
  }
  const isEquality =
    part?.kind === "A_Expr" && part.body["kind"] === "AEXPR_OP" && wordsOf(part.body["name"]).at(-1) === "=";
  return isEquality ? [[part.body["lexpr"], part.body["rexpr"]]] : [];
}

/** The alias whose user_id a side is, `ONE_USER` for a parameter or constant; undefined for anything else. */
function sideOf(side: unknown, owned: readonly Item[]): string | undefined {
  const part = partOf(side);
  if (part?.kind === "TypeCast") return sideOf(part.body["arg"], owned);
  if (part?.kind === "ParamRef" || part?.kind === "A_Const") return ONE_USER;
  if (part?.kind !== "ColumnRef") return undefined;
  const [column, qualifier] = wordsOf(part.body["fields"]).toReversed();
  if (column !== "user_id") return undefined;
  if (qualifier !== undefined) return owned.find(({ alias }) => alias === qualifier)?.alias;
  return owned.length === 1 ? owned[0]?.alias : undefined;
}
