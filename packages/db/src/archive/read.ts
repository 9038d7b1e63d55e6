import type postgres from "postgres";
import { columnsOf, type ArchiveColumn } from "./columns";
import { nextMonth, type Month } from "@pipeline/core/utc-month";

/** Rows are asked for in pages of this many, of so many accounts at once. */
const PAGE = 1_000;
const AT_ONCE = 16;

/** A record's place in its ledger. */
type Place = { readonly at: string; readonly id: string };
const BEFORE_ALL: Place = { at: "-infinity", id: "00000000-0000-0000-0000-000000000000" };

/** A record as it is written: every column as text, null as null. */
export type ArchivedRecord = Readonly<Record<string, string | null>>;

/** Whose records there are, and in which months. */
type Ledger = { readonly userId: string; readonly first: Month; readonly last: Month };

/** The ledgers that are to be read, of one snapshot. */
export type Archive = {
  readonly columns: readonly ArchiveColumn[];
  readonly ledgers: readonly Ledger[];
  /** The records of a UTC month, account by account, each in the order of time; a page at a time. */
  pages(month: Month): AsyncGenerator<{ records: readonly ArchivedRecord[] }>;
};

/**
 * Runs `work` on all ledgers of an installation, or on one account's, as they are at one instant while people go on working.
 * Every statement is of one account, so that it asks one shard. `sql` is the owner's, who sees every account.
 */
export async function readArchive<T>(
  sql: postgres.Sql,
  userId: string | undefined,
  work: (archive: Archive) => Promise<T>,
): Promise<T> {
  const answer = await sql.begin("isolation level repeatable read read only", async (tx) => {
    const columns = await columnsOf(tx);
    const users = await tx<{ id: string }[]>`select id from users order by id`;
    const ledgers: Ledger[] = [];
    for (const { id } of users) {
      if (userId !== undefined && id !== userId) continue;
      const span = await spanOf(tx, id);
      if (span) ledgers.push({ userId: id, ...span });
    }
    const done = await work({ columns, ledgers, pages: (month) => pagesOf(tx, { columns, ledgers, month }) });
    return { done };
  });
  return answer.done;
}

async function spanOf(tx: postgres.ISql, userId: string): Promise<{ first: Month; last: Month } | undefined> {
  const [row] = await tx<{ first: string | null; last: string | null }[]>`
    select to_char(min(recorded_at) at time zone 'UTC', 'YYYY-MM') as first,
      to_char(max(recorded_at) at time zone 'UTC', 'YYYY-MM') as last
    from lora_cost_records where user_id = ${userId}`;
  return row?.first && row.last ? { first: row.first, last: row.last } : undefined;
}

type Asked = { columns: readonly ArchiveColumn[]; ledgers: readonly Ledger[]; month: Month };

// Month after month: what was written together lies together on the disk.
async function* pagesOf(
  tx: postgres.ISql,
  { columns, ledgers, month }: Asked,
): AsyncGenerator<{ records: readonly ArchivedRecord[] }> {
  const text = `
    select ${columns.map(({ name, sql }) => `${sql} as "${name}"`).join(", ")}
    from lora_cost_records
    where user_id = $1 and recorded_at >= $2::timestamptz and recorded_at < $3::timestamptz
      and (recorded_at, id) > ($4::timestamptz, $5::uuid)
    order by lora_cost_records.recorded_at, lora_cost_records.id limit ${PAGE}`;
  const [from, to] = [`${month}-01T00:00:00Z`, `${nextMonth(month)}-01T00:00:00Z`];
  const pageOf = (userId: string, { at, id }: Place) =>
    tx.unsafe<ArchivedRecord[]>(text, [userId, from, to, at, id], { prepare: true });
  const present = ledgers.filter(({ first, last }) => first <= month && month <= last);
  for (let i = 0; i < present.length; i += AT_ONCE) {
    const group = present.slice(i, i + AT_ONCE);
    // Most accounts have a page or none: as many answers as that come in one flight.
    const pages = await Promise.all(group.map(({ userId }) => pageOf(userId, BEFORE_ALL)));
    for (const [n, { userId }] of group.entries()) {
      for (let page = pages[n] ?? []; page.length > 0;) {
        yield { records: page };
        const end = page.length < PAGE ? undefined : page.at(-1);
        page = end?.["recorded_at"] && end["id"] ? await pageOf(userId, { at: end["recorded_at"], id: end["id"] }) : [];
      }
    }
  }
}
