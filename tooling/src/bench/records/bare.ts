import type { App } from "@pipeline/api/http";

/** A row of a list, as the bare driver gives it. */
export type BareRow = Readonly<Record<string, unknown>> & { readonly id: string };

export type Read = (text: string, values: readonly (string | number)[]) => Promise<readonly BareRow[]>;

/**
 * Reads with the bare driver what requests may read: prepared, on a read-only snapshot that speaks for the user, in as
 * few round trips as the driver can: the statement is sent together with the identity.
 */
export function bareReader({ database }: App, userId: string): Read {
  return async (text, values) => {
    const [, rows] = await database.app.sql.begin("isolation level repeatable read read only", (tx) => [
      tx`select set_app_user(${userId})`,
      tx.unsafe<BareRow[]>(text, [...values], { prepare: true }),
    ]);
    return rows;
  };
}
