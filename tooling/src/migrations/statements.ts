const BREAK = "--> statement-breakpoint";
/** In this order of the text: a comment, what is quoted by dollars, and what is quoted by apostrophes. */
const OPAQUE = /--[^\n]*|\/\*[\s\S]*?\*\/|(\$\w*\$)[\s\S]*?\1|'(?:[^']|'')*'/g;

/**
 * The statements of a migration, each on one line, without comments and with nothing between quotes of a text: a word there
 * changes no table.
 */
export function statementsOf(migration: string): string[] {
  return migration
    .split(BREAK)
    .flatMap((part) => part.replaceAll(OPAQUE, blank).split(";"))
    .map((statement) => statement.replaceAll(/\s+/g, " ").trim())
    .filter((statement) => statement !== "");
}

function blank(found: string): string {
  return found.startsWith("-") || found.startsWith("/") ? " " : "''";
}

/** The names of the tables that statements make. */
export function tablesMadeBy(statements: readonly string[]): string[] {
  return statements.flatMap((statement) => MAKES.exec(statement)?.[1] ?? []);
}

const MAKES = /^create (?:unlogged )?table (?:if not exists )?(?:"?public"?\.)?"?(\w+)"?/i;
