import type postgres from "postgres";

type Unsafe = postgres.Sql["unsafe"];

/**
 * The same client, but statements with parameters are prepared: Drizzle's default costs an extra round trip each. `how` is
 * what BEGIN says of its transactions.
 */
export function preparing<T extends postgres.ISql>(client: T, how?: string): T {
  return new Proxy(client, {
    get(target, key, receiver) {
      if (key === "unsafe") {
        const unsafe: Unsafe = (query, parameters, options) =>
          target.unsafe(query, parameters, { ...options, prepare: (parameters?.length ?? 0) > 0 });
        return unsafe;
      }
      if (key === "begin") return wrapTransaction(target, key, how);
      if (key === "savepoint") return wrapTransaction(target, key);
      return Reflect.get(target, key, receiver) as unknown;
    },
  });
}

type Body = (sql: postgres.TransactionSql) => unknown;

function wrapTransaction(target: object, key: "begin" | "savepoint", how?: string) {
  const open = Reflect.get(target, key) as (...args: unknown[]) => unknown;
  return (...args: unknown[]) => {
    const body = args.at(-1) as Body;
    const before = how === undefined ? args.slice(0, -1) : [how];
    return open.call(target, ...before, (sql: postgres.TransactionSql) => body(preparing(sql)));
  };
}
