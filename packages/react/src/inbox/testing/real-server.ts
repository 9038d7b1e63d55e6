import { writing } from "@pipeline/api/ctx";
import {
  archive,
  type Ctx,
  inside,
  listNotifications,
  markAllRead,
  markRead,
  markUnread,
  notify,
  pollInbox,
  snooze,
  unarchive,
  undoChange,
} from "@pipeline/api/services";
import type { TestApi } from "@pipeline/api/testing";
import { touchInbox } from "@pipeline/api/notifications/inbox";
import type { NotificationFilter } from "@pipeline/core/notifications";
import type { Notification, NotificationPage } from "../../types";
import type { InboxDelta } from "./delta";
import { type Command, EPOCH, type MakeServer, type News } from "./server";

const VERBS = { markRead, markUnread, archive, unarchive } as const;
const toInstant = (ms: number) => new Date(EPOCH + ms).toISOString();

function perform(ctx: Ctx, command: Command): Promise<{ version: number; count?: number }> {
  if (command.kind === "markAllRead") return markAllRead(ctx, { upTo: command.upTo, types: command.types });
  if (command.kind === "undo") return undoChange(ctx, { version: command.version });
  const { id, groupUpTo } = command;
  if (command.kind !== "snooze") return VERBS[command.kind](ctx, { id, groupUpTo });
  const { untilMs } = command;
  return snooze(ctx, { id, groupUpTo, until: untilMs === null ? null : toInstant(untilMs) });
}

// A burst and an end are given by hand: which types have them is the catalogue's business.
function write(ctx: Ctx, { key, at, groupKey, expiresAt }: News): Promise<{ id: string; version: number }> {
  return writing(ctx, async ({ tx, userId }) => {
    const payload = { date: "2026-03-10", amount: "9", usual: "1" };
    const row = await notify(inside(ctx, tx), { type: "cost_anomaly", payload, dedupeKey: key, at: EPOCH + at });
    const ends = expiresAt === null ? "null" : `'${toInstant(expiresAt)}'::timestamptz`;
    const group = groupKey === null ? "null" : `'${groupKey}'`;
    const mine = `user_id = '${userId}'`;
    // Of one that was there before nothing is changed.
    await tx.execute(`update lora_notifications set expires_at = ${ends}, group_key = ${group}
      where ${mine} and id = '${row.id}' and version = (select version from inbox_state where ${mine}) and before is null
      and expires_at is null and group_key is null`);
    if (expiresAt !== null) {
      await tx.execute(`update inbox_state set next_due_at = least(next_due_at, ${ends}) where ${mine}`);
    }
    return row;
  });
}

/** An answer as it comes over the wire. */
const wired = {
  page: (page: unknown): NotificationPage => JSON.parse(JSON.stringify(page)),
  delta: (delta: unknown): InboxDelta => JSON.parse(JSON.stringify(delta)),
};

async function listAll(ctx: Ctx, filter: NotificationFilter): Promise<Notification[]> {
  const items: Notification[] = [];
  let cursor: string | undefined;
  do {
    const page = await listNotifications(ctx, { filter, limit: 100, cursor });
    items.push(...wired.page(page).items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}

/** The verbs on a real PostgreSQL, a new user for every run: each process has its own context over the same database. */
export function realServer(api: TestApi, processes: number): MakeServer {
  return async ({ now, onVersion }) => {
    let version = 0;
    function moved<A extends { version: number }>(answer: A): A {
      if (answer.version > version) onVersion((version = answer.version));
      return answer;
    }
    const user = await api.user();
    const contexts = Array.from({ length: processes }, (): Ctx => ({
      ...user,
      now: () => EPOCH + now(),
      onTouch: (hint) => void moved(hint),
    }));
    const of = (process: number) => contexts[process] ?? user;
    const ctx = of(0);
    return {
      processes,
      poll: async (process, since) => moved(wired.delta(await pollInbox(of(process), { since }))),
      list: async (process, query) => moved(wired.page(await listNotifications(of(process), query))),
      change: async (process, command) => moved(await perform(of(process), command)),
      notify: async (process, news) => moved(await write(of(process), news)).id,
      touch: (process) => writing(of(process), touchInbox),
      async forget() {
        const mine = `user_id = '${user.actor.userId}'`;
        await api.owner.db.execute(`with gone as (
          delete from lora_notifications where ${mine} and removed_at is not null returning version
        ) update inbox_state set floor_version = greatest(floor_version, (select max(version) from gone)) where ${mine}`);
      },
      async truth() {
        const [all, unread] = [await listAll(ctx, "all"), await listAll(ctx, "unread")];
        const lists = { all, unread, archived: await listAll(ctx, "archived"), snoozed: await listAll(ctx, "snoozed") };
        const { unreadCount, version: at } = await listNotifications(ctx, { filter: "all", limit: 1 });
        moved({ version: at });
        return { version: at, unread: unreadCount, lists };
      },
    };
  };
}
