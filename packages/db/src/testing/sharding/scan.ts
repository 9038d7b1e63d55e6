import { loadModule, parseSync } from "libpg-query";
import type { Recorded } from "../statements";
import { queriesOf, tablesOf } from "./bound";
import { ACROSS_USERS, IN_VAIN } from "./excused";
import { EVERYWHERE, RULES, type Sent } from "./rules";

const FOR_ONE_USER = "names user_id";

/**
 * The statements that a database sharded by user would refuse or answer otherwise, each as a text with the rule it breaks.
 * `perUser`: the tables of users' rows. What PostgreSQL's own parser does not take is none: some tests send nonsense.
 */
export async function scan(statements: readonly Recorded[], perUser: ReadonlySet<string>): Promise<string[]> {
  await loadModule();
  return statements.flatMap(({ role, query, file }) => {
    const trees = parse(query);
    return trees
      .flatMap((tree) => brokenBy({ role, query, tree }, perUser))
      .map((broken) => {
        return `${broken}\n  as ${role}, first in ${file}:\n  ${query.trim()}`;
      });
  });
}

function parse(query: string): unknown[] {
  try {
    return (parseSync(query).stmts ?? []).map(({ stmt }) => stmt);
  } catch {
    return [];
  }
}

function brokenBy(sent: Sent, perUser: ReadonlySet<string>): string[] {
  if (sent.role !== "owner" && IN_VAIN.test(sent.query)) return [];
  // What changes tables themselves is a migration's.
  const isQuery = queriesOf(sent.tree).length > 0;
  const touches = isQuery && [...tablesOf(sent.tree)].some((table) => perUser.has(table));
  const rules = Object.entries(touches ? { ...RULES, ...EVERYWHERE } : EVERYWHERE);
  return rules.flatMap(([name, rule]) => {
    if (name === FOR_ONE_USER && isExcused(sent)) return [];
    const broken = rule(sent, perUser);
    return broken === undefined ? [] : [`${name}: ${broken}`];
  });
}

function isExcused({ role, query }: Sent): boolean {
  return role === "owner" && ACROSS_USERS.some((excuse) => excuse.query.test(query));
}
