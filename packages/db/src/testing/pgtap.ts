import { existsSync, readFileSync } from "node:fs";
import type postgres from "postgres";

/** Where Debian's package has it; it is plain SQL, which the embedded server takes as well. */
const FILE = "/usr/share/postgresql/15/extension/pgtap.sql";

/** Whether pgTAP is here. */
export const hasPgTap = existsSync(FILE);

/** Calls functions of pgTAP after some statements; answers what was not ok. */
export type PgTap = (calls: readonly string[], after?: readonly string[]) => Promise<string[]>;

/** Lets `body` call pgTAP, as an administrator. Nothing of all that stays. */
export async function withPgTap(sql: postgres.Sql, body: (notOk: PgTap) => Promise<void>): Promise<void> {
  await undone(
    (work) => sql.begin(work),
    async (tx) => {
      await tx.unsafe("create schema tap; set local search_path to tap, public");
      await tx.unsafe(readFileSync(FILE, "utf8"));
      await tx.unsafe("select no_plan()");
      await body(async (calls, after = []) => {
        const told: string[] = [];
        await undone(
          (work) => tx.savepoint(work),
          async (savepoint) => {
            for (const statement of after) await savepoint.unsafe(statement);
            const all = calls.map((call) => `select ${call} as line`).join(" union all ");
            for (const { line } of await savepoint.unsafe<{ line: string }[]>(all)) told.push(line);
          },
        );
        if (told.length !== calls.length) throw new Error(`pgTAP told of ${told.length} of ${calls.length} calls.`);
        return told.filter((line) => !line.startsWith("ok "));
      });
    },
  );
}

type Transaction = postgres.TransactionSql;

async function undone(
  begin: (work: (tx: Transaction) => Promise<never>) => Promise<unknown>,
  work: (tx: Transaction) => Promise<void>,
): Promise<void> {
  const over = new Error("All of it is taken back.");
  const begun = begin(async (tx) => {
    await work(tx);
    throw over;
  });
  await begun.catch((error: unknown) => {
    if (error !== over) throw error;
  });
}
