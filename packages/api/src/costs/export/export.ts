import type { ExportFormat } from "@pipeline/core/cost-words";
import { sql } from "drizzle-orm";
import { reading, type Ctx, type Scope } from "../../ctx";
import type { Filters } from "../record-query";
import type { LedgerRange } from "../window";
import { readRecords } from "./read";
import { writerOf } from "./writer";

export type ExportQuery = {
  format: ExportFormat;
  filters: Filters;
  /** The window; asked inside the transaction. */
  range(scope: Scope): Promise<LedgerRange>;
};

/** Where an export goes. */
export type Sink = {
  /** Called once, when nothing but the reading of records can still fail. */
  open(range: LedgerRange): void;
  /** Resolves when there is room for more; rejects when nobody reads any more. */
  write(piece: string): Promise<void>;
};

/**
 * Writes the records of a window to a sink, oldest first, from one snapshot and a page at a time. What is thrown after
 * `open` leaves the file unfinished: its sink must not let it look complete.
 */
export async function exportCosts(ctx: Ctx, query: ExportQuery, sink: Sink): Promise<void> {
  const writer = writerOf(query.format, { currency: ctx.currency, userId: ctx.actor.userId });
  let opened = false;
  let failure: unknown;
  await reading(ctx, async (scope) => {
    // A lost connection is tried again, but half a file cannot be begun anew.
    if (opened) throw failure;
    try {
      // The database's own guard, behind the sink's: a reader that stands still holds no snapshot.
      await scope.tx.execute(sql`set local idle_in_transaction_session_timeout = '75s'`);
      const range = await query.range(scope);
      const pages = readRecords(scope, { from: range.from, to: range.ledgerTo }, query.filters);
      let page = await pages.next();
      sink.open(range);
      opened = true;
      await sink.write(writer.head(range));
      for (; !page.done; page = await pages.next()) await sink.write(writer.rows(page.value));
      await sink.write(writer.tail());
    } catch (error) {
      failure = error;
      throw error;
    }
  });
}
