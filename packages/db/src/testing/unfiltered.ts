import { drizzle } from "drizzle-orm/postgres-js";
import type postgres from "postgres";
import type { Connection, Db } from "../db";
import { preparing } from "../preparing";

/** A pool whose statements have lost their filter by user, and how many of them had one. */
export type Unfiltered = { readonly db: Db; readonly counted: () => number };

/** What a filter has become. */
export const FORGOTTEN = /\(\$\d+::text is not null\)/;

/** `"user_id" = $1` with or without a table, as Drizzle and our own SQL write it. */
const FILTER = /(?:(?:"\w+"|\b\w+)\.)?(?:"user_id"|\buser_id)\s*=\s*(\$\d+)/g;

/**
 * The same connection for a programmer who forgets `where user_id = …` in every statement: what is left is row-level
 * security. The parameters stay, so that the statements still fit them.
 */
export function unfiltered({ sql }: Connection): Unfiltered {
  let count = 0;
  const rewrite = (query: string) => {
    const rewritten = query.replaceAll(FILTER, "($1::text is not null)");
    if (rewritten !== query) count += 1;
    return rewritten;
  };
  return { db: drizzle(rewriting(preparing(sql), rewrite), { casing: "snake_case" }), counted: () => count };
}

type Rewrite = (query: string) => string;
type Body = (sql: postgres.TransactionSql) => unknown;

function rewriting<T extends postgres.ISql>(client: T, rewrite: Rewrite): T {
  return new Proxy(client, {
    get(target, key, receiver) {
      if (key === "unsafe") {
        const unsafe: postgres.Sql["unsafe"] = (query, ...rest) => target.unsafe(rewrite(query), ...rest);
        return unsafe;
      }
      if (key !== "begin" && key !== "savepoint") return Reflect.get(target, key, receiver) as unknown;
      const open = Reflect.get(target, key) as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => {
        const body = args.at(-1) as Body;
        return open.call(target, ...args.slice(0, -1), (sql: postgres.TransactionSql) => body(rewriting(sql, rewrite)));
      };
    },
  });
}
