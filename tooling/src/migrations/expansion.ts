import { statementsOf, tablesMadeBy } from "./statements";

/** What a migration does to those who run while it does it, or go on running after it. */
export type Finding = {
  /** The statement, on one line. */
  readonly statement: string;
  /** `breaks`: the previous release may fail. `waits`: its writes to a large table may have to wait. */
  readonly how: "breaks" | "waits";
};

/**
 * Looks whether a migration only adds, so that the previous release runs on. What it does to tables that it makes itself is
 * its own affair; `known` are those that are there before. A statement that is not known to be harmless is not.
 */
export function lookAt(migration: string, known: ReadonlySet<string>): Finding[] {
  const statements = statementsOf(migration);
  const made = new Set(tablesMadeBy(statements).filter((name) => !known.has(name)));
  return statements.flatMap((statement) => {
    const how = judge(statement, made);
    return how === "adds" ? [] : [{ statement, how }];
  });
}

const NAME = String.raw`(?:only )?(?:if exists )?(?:"?public"?\.)?"?(\w+)"?`;
const INDEX = new RegExp(
  String.raw`^create (unique )?index (?:if not exists )?(?:"?\w+"? )?on (?:only )?(?:"?public"?\.)?"?(\w+)"?`,
  "i",
);
const ALTER = new RegExp(String.raw`^alter table ${NAME} (.*)$`, "i");
const ON_TABLE = new RegExp(String.raw`^(?:create policy "?\w+"? on|comment on table) ${NAME}`, "i");
const NEW_TABLE = /^(create (unlogged )?table |select shard_by_user\(''\)$)/i;
/** Rights are the grants' affair, a new function's nobody's yet, and what is said of a table changes nothing. */
const HARMLESS = /^(create function |comment on |grant |create type |create sequence )/i;

function judge(statement: string, made: ReadonlySet<string>): Finding["how"] | "adds" {
  if (NEW_TABLE.test(statement) || HARMLESS.test(statement)) return "adds";
  const [, unique, indexed] = INDEX.exec(statement) ?? [];
  if (indexed !== undefined) return made.has(indexed) ? "adds" : unique === undefined ? "waits" : "breaks";
  const [, altered, change = ""] = ALTER.exec(statement) ?? [];
  if (altered !== undefined) return made.has(altered) ? "adds" : judgeChanges(change);
  const [, named] = ON_TABLE.exec(statement) ?? [];
  return named !== undefined && made.has(named) ? "adds" : "breaks";
}

/** A table's changes may come in one statement: the worst of them counts. */
function judgeChanges(changes: string): Finding["how"] | "adds" {
  const all = splitOutside(changes).map(judgeChange);
  return all.find((how) => how === "breaks") ?? all.find((how) => how === "waits") ?? "adds";
}

// What the server need not compute for each row, which it would have to write anew.
const CONSTANT =
  /^default (''|-?\d+(\.\d+)?|true|false|null|now\(\)|current_timestamp)(::[\w ()[\],.]+)?( (not )?null)?$|^not null default (''|-?\d+(\.\d+)?|true|false|now\(\))(::[\w ()[\],.]+)?$/i;

function judgeChange(change: string): Finding["how"] | "adds" {
  const column = /^add (?:column )(?:if not exists )?"?\w+"? (.*)$/i.exec(change)?.[1];
  if (column !== undefined) {
    if (/\b(unique|primary key|references|check|generated|serial|bigserial|constraint)\b/i.test(column))
      return "breaks";
    const rest = /\b(default|not null)\b.*$/i.exec(column)?.[0];
    if (rest === undefined) return "adds";
    if (!/\bdefault\b/i.test(rest)) return "breaks";
    return CONSTANT.test(rest) ? "adds" : "waits";
  }
  // Settings of storage, vacuum and statistics.
  if (/^(set|reset) \(/i.test(change) || /^alter (column )?"?\w+"? set (statistics|storage|compression)/i.test(change))
    return "adds";
  return "breaks";
}

/** Splits at commas that are in no brackets. */
function splitOutside(text: string): string[] {
  const parts: string[] = [""];
  let depth = 0;
  for (const letter of text) {
    if (letter === "(") depth += 1;
    if (letter === ")") depth -= 1;
    if (letter === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim());
}
