import type { App } from "@pipeline/api/http";
import { listRecords } from "@pipeline/api/costs/records";
import { listNotifications } from "@pipeline/api/notifications/list";
import type { Page } from "@pipeline/core/cursor";
import { actFor } from "../support/callers";
import { bareReader, type BareRow } from "./bare";
import type { Ledger } from "./fill";

/** A list of one user's, through its verb and as the bare driver asks for the same rows. */
export type List = {
  readonly name: string;
  /** Rows a page by default, and at most. */
  readonly limit: number;
  readonly most: number;
  verb(input: { cursor?: string | undefined; limit: number }): Promise<Page<{ id: string }>>;
  /** The page behind a row; the first one behind none. One row more than fits says whether there is another. */
  keyset(behind?: BareRow): Promise<readonly BareRow[]>;
  offset(rows: number): Promise<readonly BareRow[]>;
};

const DAY_MS = 86_400_000;
const dayBefore = (date: string, days: number) => new Date(Date.parse(date) - days * DAY_MS).toISOString().slice(0, 10);

/** `costs.records` over the last days of a ledger, in the account's zone as a page of costs asks for them. */
export function recordsList(app: App, { userId, to: until }: Ledger, days: number): List {
  const window = { from: dayBefore(until, days - 1), to: until, timeZone: "UTC" };
  const read = bareReader(app, userId);
  const limit = 50;
  const from = `${window.from}T00:00:00Z`;
  const to = `${dayBefore(until, -1)}T00:00:00Z`;
  const rows = `
    select r.user_id, r.id, r.job_id, r.cost_type, r.amount, r.details, r.billing_period, r.recorded_at, r.usage_end,
      r.created_at, r.project, r.gpu_type, r.quantity, r.unit, r.unit_price, r.corrects_id, j.name as job_name
    from lora_cost_records r left join lora_training_jobs j on j.user_id = r.user_id and j.id = r.job_id
    where r.user_id = $1 and r.recorded_at >= $2`;
  const order = "order by r.recorded_at desc, r.id desc";
  return {
    name: `costs.records, ${days} days`,
    limit,
    most: 200,
    verb: (input) => listRecords(actFor(app, userId), { ...window, ...input }),
    keyset: (behind) =>
      behind
        ? read(`${rows} and (r.recorded_at, r.id) < ($3, $4) ${order} limit $5`, [
            userId,
            from,
            String(behind["recorded_at"]),
            behind.id,
            limit + 1,
          ])
        : read(`${rows} and r.recorded_at < $3 ${order} limit $4`, [userId, from, to, limit + 1]),
    offset: (skip) =>
      read(`${rows} and r.recorded_at < $3 ${order} limit $4 offset $5`, [userId, from, to, limit + 1, skip]),
  };
}

/** `notifications.list`: everything in a user's inbox. */
export function inboxList(app: App, userId: string): List {
  const read = bareReader(app, userId);
  const limit = 20;
  const rows = `
    select user_id, id, type, title, message, priority, read, action_url, metadata, created_at, job_id, group_key,
      read_at, archived_at, snoozed_until, expires_at, sort_at, version
    from lora_notifications
    where user_id = $1 and archived_at is null and snoozed_until is null and removed_at is null`;
  const order = "order by sort_at desc, id desc";
  return {
    name: "notifications.list",
    limit,
    most: 100,
    verb: (input) => listNotifications(actFor(app, userId), { filter: "all", ...input }),
    keyset: (behind) =>
      behind
        ? read(`${rows} and (sort_at, id) < ($2, $3) ${order} limit $4`, [
            userId,
            String(behind["sort_at"]),
            behind.id,
            limit + 1,
          ])
        : read(`${rows} ${order} limit $2`, [userId, limit + 1]),
    offset: (skip) => read(`${rows} ${order} limit $2 offset $3`, [userId, limit + 1, skip]),
  };
}
