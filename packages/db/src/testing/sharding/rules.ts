import { queriesOf, tablesOf, unboundIn } from "./bound";
import { everyPart, isBody, partOf, partsOf, wordsOf, type Body, type Part } from "./tree";

/** One statement that was sent: as whom, its words, and what the parser makes of them. */
export type Sent = { readonly role: Role; readonly query: string; readonly tree: unknown };
export type Role = "app" | "owner" | "auth";

/** Answers what is wrong; nothing where the statement keeps the rule. */
type Rule = (sent: Sent, perUser: ReadonlySet<string>) => string | undefined;

/** Functions that a shard answers like any other place, whenever it is asked. */
const IMMUTABLE = new Set(["lower", "upper", "length", "date_bin"]);
/** Types that are made of a column's text, or the other way round, without asking the session. */
const OF_NO_SESSION = new Set(["uuid", "numeric", "int4", "int8", "bool"]);
const VOLATILE = new Set(["random", "clock_timestamp", "timeofday", "gen_random_uuid", "uuid_generate_v4"]);
/** Types whose text, or which as a part of a text, depends on the session. */
const OF_A_ZONE = new Set(["date", "time", "timestamp"]);

/** What a statement keeps to where users' rows are sharded: Citus refuses the rest, or answers otherwise. */
export const RULES: Readonly<Record<string, Rule>> = {
  "names user_id": ({ tree }, perUser) => {
    const tables = unboundIn(tree, perUser);
    return tables.length === 0 ? undefined : `${tables.join(", ")} without one user_id`;
  },
  "DO UPDATE SET is immutable": ({ tree }) =>
    first(kinds(tree, "InsertStmt"), ({ body: { onConflictClause } }) =>
      isBody(onConflictClause) ? changing(onConflictClause["targetList"]) : undefined,
    ),
  // By way of the coordinator rows are copied, which row-level security forbids; unless it has to answer.
  "INSERT from a SELECT answers": ({ tree }) =>
    first(kinds(tree, "InsertStmt"), ({ body }) =>
      isSelect(body) &&
      body["onConflictClause"] === undefined &&
      body["returningClause"] === undefined &&
      body["returningList"] === undefined
        ? "neither RETURNING nor ON CONFLICT"
        : undefined,
    ),
  "INSERT of values holds no query": ({ tree }) =>
    first(kinds(tree, "InsertStmt"), ({ body }) =>
      kinds([isSelect(body) ? [] : body["selectStmt"], body["onConflictClause"]], "SubLink").length > 0
        ? "a sub-select"
        : undefined,
    ),
  "UPDATE and DELETE depend on no session": ({ tree }) =>
    first(kinds(tree, "UpdateStmt", "DeleteStmt"), ({ body }) =>
      ofSessionAndRow([
        body["targetList"],
        body["whereClause"],
        ...dissolvedIn(body["fromClause"] ?? body["usingClause"]),
      ]),
    ),
  "UPDATE SET is not volatile": ({ tree }) =>
    first(kinds(tree, "UpdateStmt"), ({ body }) => calls(body["targetList"]).find((name) => VOLATILE.has(name))),
  "RETURNING is immutable": ({ tree }) =>
    first(writes(tree), ({ body }) => changing(body["returningClause"] ?? body["returningList"])),
  "zones are explicit": ({ tree }) => first([...everyPart(tree)], ofSession),
  "nothing that shards cannot do": ({ tree }) => first([...everyPart(tree)], refused),
  "across users nothing is locked": ({ tree }, perUser) =>
    unboundIn(tree, perUser).length === 0 ? undefined : first(queriesOf(tree), ({ body }) => acrossUsers(body)),
  "what the coordinator does is its own statement": ({ tree }) =>
    calls(tree).find((name) => /^(pg_(try_)?advisory|pg_notify$|set_app_user$|set_config$|shard_by_user$)/.test(name)),
  "other tables stand apart": ({ tree }, perUser) => {
    const others = [...tablesOf(tree)].filter((table) => !perUser.has(table) && table !== "users");
    return others.length === 0 ? undefined : `${others.join(", ")} in one statement with users' rows`;
  },
};

/** Where users' rows are not touched, nothing is sharded: of these rules one remains. */
export const EVERYWHERE: Readonly<Record<string, Rule>> = {
  "only the door writes users": ({ role, tree }) =>
    role === "auth" ? undefined : first(writes(tree), ({ body }) => (isUsers(body["relation"]) ? "users" : undefined)),
};

/** Whether an INSERT takes what a query finds, not values. */
function isSelect({ selectStmt }: Body): boolean {
  const select = partOf(selectStmt);
  return select !== undefined && select.body["valuesLists"] === undefined;
}

const KEEPS_A_QUERY = ["sortClause", "groupClause", "distinctClause", "limitCount", "lockingClause", "withClause"];

/** The values of sub-selects that are taken apart before anybody looks: nothing in them wants a query of its own. */
function dissolvedIn(from: unknown): unknown[] {
  return partsOf(from).flatMap(({ kind, body }) => {
    const select = kind === "RangeSubselect" ? partOf(body["subquery"]) : undefined;
    const isKept = select === undefined || KEEPS_A_QUERY.some((clause) => select.body[clause] !== undefined);
    return isKept ? [] : [select.body["targetList"]];
  });
}

/** What is made of a column and may be something else in another session. Queries inside are looked at by themselves. */
function ofSessionAndRow(value: unknown): string | undefined {
  return first([...everyPart(value, "", "SelectStmt")], (part) => {
    const { kind, body } = part;
    const holdsColumn = [...everyPart(body, "", "SelectStmt")].some((one) => one.kind === "ColumnRef");
    if (!holdsColumn) return undefined;
    const call = kind === "FuncCall" ? (wordsOf(body["funcname"]).at(-1) ?? "") : "";
    if (call !== "" && !IMMUTABLE.has(call)) return `${call}()`;
    if (kind === "TypeCast" && !OF_NO_SESSION.has(typeOf(body))) return `a cast to ${typeOf(body)}`;
    const adds =
      kind === "A_Expr" &&
      kinds([body["lexpr"], body["rexpr"]], "TypeCast").some((cast) => typeOf(cast.body) === "interval");
    return adds ? "an interval" : undefined;
  });
}

function isUsers(relation: unknown): boolean {
  return isBody(relation) && relation["relname"] === "users";
}

function first(parts: readonly Part[], look: (part: Part) => string | undefined): string | undefined {
  for (const part of parts) {
    const found = look(part);
    if (found !== undefined) return found;
  }
  return undefined;
}

function kinds(tree: unknown, ...wanted: string[]): Part[] {
  return [...everyPart(tree)].filter(({ kind }) => wanted.includes(kind));
}

function writes(tree: unknown): Part[] {
  return kinds(tree, "InsertStmt", "UpdateStmt", "DeleteStmt");
}

/** The functions that are called in a value, by their last name. */
function calls(value: unknown): string[] {
  return kinds(value, "FuncCall").map(({ body }) => wordsOf(body["funcname"]).at(-1) ?? "");
}

/** What in a value may be something else a moment later, or in another session. */
function changing(value: unknown): string | undefined {
  const call = calls(value).find((name) => !IMMUTABLE.has(name));
  if (call !== undefined) return `${call}()`;
  return first([...everyPart(value)], ({ kind, body }) => {
    if (kind === "SQLValueFunction") return "the present";
    if (kind !== "TypeCast") return undefined;
    const type = typeOf(body);
    return partOf(body["arg"])?.kind === "ColumnRef" || type === "interval" ? `a cast to ${type}` : undefined;
  });
}

function typeOf(cast: Body): string {
  const { typeName } = cast;
  return isBody(typeName) ? (wordsOf(typeName["names"]).at(-1) ?? "") : "";
}

function ofSession({ kind, body }: Part): string | undefined {
  if (kind === "TypeCast" && OF_A_ZONE.has(typeOf(body))) {
    const arg = partOf(body["arg"]);
    const isPlain = arg?.kind === "ParamRef" || arg?.kind === "A_Const" || isAtTimeZone(arg);
    return isPlain ? undefined : `a cast to ${typeOf(body)}`;
  }
  if (kind !== "FuncCall") return undefined;
  const [name, args] = [wordsOf(body["funcname"]).at(-1), partsOf(body["args"])];
  if (name === "date_trunc" && args.length < 3 && !isAtTimeZone(args[1])) return "date_trunc without a zone";
  if (name === "to_char" && !isAtTimeZone(args[0])) return "to_char without a zone";
  return undefined;
}

function isAtTimeZone(part: Part | undefined): boolean {
  return part?.kind === "FuncCall" && wordsOf(part.body["funcname"]).at(-1) === "timezone";
}

function refused({ kind, body }: Part): string | undefined {
  if (kind === "MergeStmt") return "MERGE";
  if (kind === "ColumnRef" && wordsOf(body["fields"]).at(-1) === "ctid") return "ctid";
  if (kind === "UpdateStmt") {
    return partsOf(body["targetList"]).some((target) => target.body["name"] === "user_id")
      ? "a change of user_id"
      : undefined;
  }
  return undefined;
}

function acrossUsers(body: Body): string | undefined {
  if (body["lockingClause"] !== undefined) return "FOR UPDATE";
  if (kinds(body["groupClause"], "GroupingSet").length > 0) return "GROUPING SETS";
  const { withClause } = body;
  return isBody(withClause) && withClause["recursive"] === true ? "a recursive CTE" : undefined;
}
