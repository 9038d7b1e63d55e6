import { randomUUID } from "node:crypto";
import { auditEntries } from "@pipeline/db/schema";
import { asc, eq, sql } from "drizzle-orm";
import type { AuditAction } from "@pipeline/core/audit";
import type { AnyTRPCProcedure, AnyTRPCRouter } from "@trpc/server";
import type { Answer, TestHttp } from "../http/testing";
import { appRouter } from "../router";

export const NOBODY = "11111111-1111-4111-8111-111111111111";

/** Mutations that leave no entry, and why. */
export const NOT_AUDITED: Readonly<Record<string, string>> = {
  "costs.record": "the ledger is append-only and says who wrote a record",
  "costs.recordBatch": "the same",
  "jobs.report": "events are append-only and say who told them",
  "notifications.markRead": "neither money nor security",
  "notifications.markUnread": "neither money nor security",
  "notifications.markAllRead": "neither money nor security",
  "notifications.archive": "neither money nor security",
  "notifications.unarchive": "neither money nor security",
  "notifications.snooze": "neither money nor security",
  "notifications.undo": "neither money nor security",
  "notifications.preferences.set": "neither money nor security",
};

export type Ids = { job: string; record: string; key: string; budget: string; file: string };
type Tried = { done: (ids: Ids) => object; refused: object; code: string };
const unknown = { refused: { id: NOBODY }, code: "NOT_FOUND" };

/** Every procedure that leaves one: an input that is done, and one that is refused. */
export const TRIED: Readonly<Record<string, Tried>> = {
  "account.update": {
    done: () => ({ timeZone: "Asia/Tokyo", name: "Ann" }),
    refused: { timeZone: "Mars/Base" },
    code: "BAD_INPUT",
  },
  "apiKeys.create": {
    done: () => ({ name: "k", scopes: ["jobs:read"] }),
    refused: { name: "k", scopes: [] },
    code: "BAD_INPUT",
  },
  "apiKeys.revoke": { done: ({ key }) => ({ id: key }), ...unknown },
  "budgets.create": {
    done: () => ({ name: "b", amount: "10", period: "month" }),
    refused: { name: "b", amount: "-1", period: "month" },
    code: "BAD_INPUT",
  },
  "budgets.update": { done: ({ budget }) => ({ id: budget, amount: "20" }), ...unknown },
  "budgets.delete": { done: ({ budget }) => ({ id: budget }), ...unknown },
  "costs.correct": {
    done: ({ record }) => ({ recordId: record, amount: "1", reason: "r", idempotencyKey: randomUUID() }),
    refused: { recordId: NOBODY, amount: "1", reason: "r", idempotencyKey: "k" },
    code: "NOT_FOUND",
  },
  "jobs.create": { done: () => ({}), refused: { gpuType: "Abacus" }, code: "BAD_INPUT" },
  "jobs.cancel": { done: ({ job }) => ({ id: job }), ...unknown },
  "prices.rerate": {
    done: ({ job }) => ({ jobId: job, reason: "r", idempotencyKey: randomUUID() }),
    refused: { jobId: NOBODY, reason: "r", idempotencyKey: randomUUID() },
    code: "NOT_FOUND",
  },
  "storage.keep": {
    done: () => ({ name: "f", sizeBytes: 1, idempotencyKey: randomUUID() }),
    refused: { name: "f", sizeBytes: -1, idempotencyKey: "f" },
    code: "BAD_INPUT",
  },
  "storage.remove": { done: ({ file }) => ({ id: file }), ...unknown },
};

export type Entry = typeof auditEntries.$inferSelect;

const router: AnyTRPCRouter = appRouter;
const procedures: Readonly<Record<string, AnyTRPCProcedure>> = router._def.procedures;
const mutations = Object.entries(procedures).flatMap(([path, { _def, meta }]) =>
  _def.type === "mutation" ? [{ path, audit: (meta as { audit?: AuditAction } | undefined)?.audit }] : [],
);

/** What a test of the log asks and looks at. */
export function createLook(http: TestHttp) {
  const mutate = (path: string, headers: Record<string, string>, body: unknown): Promise<Answer> =>
    http.send("POST", `/api/trpc/${path}`, { headers, body });
  const entriesOf = (userId: string): Promise<Entry[]> =>
    http.admin.db.select().from(auditEntries).where(eq(auditEntries.userId, userId)).orderBy(asc(auditEntries.at));
  return {
    entriesOf,
    mutate,
    /** Every mutation of the router, with the name of its entries. */
    mutations,
    /** Something of everything, made by whom these headers let in. */
    async withData(headers: Record<string, string>): Promise<Ids> {
      const make = async (path: string, body: object) => dataOf(await mutate(path, headers, body)).id;
      const job = await make("jobs.create", {});
      return {
        job,
        record: await make("costs.record", { costType: "x", amount: "5", jobId: job, idempotencyKey: "k" }),
        key: await make("apiKeys.create", { name: "k", scopes: ["jobs:read"] }),
        budget: await make("budgets.create", { name: "b", amount: "1000", period: "month" }),
        file: await make("storage.keep", { name: "f", sizeBytes: 1, idempotencyKey: "f" }),
      };
    },
    /** Every row of a user, byte for byte. */
    async rowsOf(userId: string): Promise<string> {
      const columns = await http.admin.db.execute<{ table: string; column: string }>(sql`
        select table_name as table, column_name as column from information_schema.columns where table_schema = 'public'
          and (column_name in ('user_id', 'reference_id') or (table_name = 'users' and column_name = 'id'))`);
      const rows = columns.map(({ table, column }) => {
        const [from, of] = [sql.identifier(table), sql.identifier(column)];
        return sql`select ${table} as name, t::text as row from ${from} t where ${of} = ${userId}`;
      });
      return JSON.stringify(await http.admin.db.execute(sql`${sql.join(rows, sql` union all `)} order by 1, 2`));
    },
    /** The entries that a call leaves. */
    async left<T>(userId: string, call: () => Promise<T>): Promise<{ answer: T; entries: Entry[] }> {
      const before = new Set((await entriesOf(userId)).map(({ id }) => id));
      const answer = await call();
      return { answer, entries: (await entriesOf(userId)).filter(({ id }) => !before.has(id)) };
    },
    async sessionOf({ userId }: { userId: string }): Promise<string> {
      const [row] = await http.admin.db.execute<{ id: string }>(sql`select id from sessions where user_id = ${userId}`);
      return row?.id ?? "";
    },
  };
}

/** What a mutation has answered. */
export function dataOf({ body }: Answer): { id: string; key?: string } {
  const { result } = body as { result?: { data: { id: string } } };
  if (!result) throw new Error(JSON.stringify(body));
  return result.data;
}
