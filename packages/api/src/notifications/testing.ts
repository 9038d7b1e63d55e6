import { randomUUID } from "node:crypto";
import type { NotificationFilter } from "@pipeline/core/notifications";
import { notifications } from "@pipeline/db/schema";
import { and, eq } from "drizzle-orm";
import { reading, writing, type Ctx } from "../ctx";
import type { TestApi } from "../testing";
import type { Notification } from "./columns";
import { inboxVersion, noteDue } from "./inbox";
import { listNotifications } from "./list";
import { notify } from "./notify";
import { pollInbox } from "./poll";

const DAY = { date: "2026-03-10", amount: "30", usual: "1" };

/** Sends one. Without a key it is one of its own. */
export function send(ctx: Ctx, dedupeKey: string = randomUUID(), at?: number): Promise<Notification> {
  return notify(ctx, { type: "cost_anomaly", payload: DAY, dedupeKey, ...(at !== undefined && { at }) });
}

/** Sends as many, one after the other. */
export async function sendMany(ctx: Ctx, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) ids.push((await send(ctx)).id);
  return ids;
}

/** Gives one what its sender would have given it. */
export async function arrange(
  ctx: Ctx,
  id: string,
  set: { groupKey?: string | null; expiresAt?: string | null },
): Promise<void> {
  await writing(ctx, async (scope) => {
    await scope.tx
      .update(notifications)
      .set(set)
      .where(and(eq(notifications.userId, scope.userId), eq(notifications.id, id)));
    if (typeof set.expiresAt === "string") await noteDue(scope, set.expiresAt);
  });
}

/** The first hundred of a list. */
export const list = (ctx: Ctx, filter: NotificationFilter = "all") => listNotifications(ctx, { filter, limit: 100 });

/** The ids of a list, in its order. */
export const idsOf = async (ctx: Ctx, filter: NotificationFilter = "all") =>
  (await list(ctx, filter)).items.map(({ id }) => id);

/** The version as it is stored, with nothing applied. */
export const versionOf = (ctx: Ctx) => reading(ctx, inboxVersion);

/** The row behind a notification, removed or not. */
export async function rowOf(api: TestApi, { actor: { userId } }: Ctx, id: string) {
  const [row] = await api.admin.db
    .select()
    .from(notifications)
    .where(and(eq(notifications.userId, userId), eq(notifications.id, id)));
  return row;
}

/** What a client holds that has looked at every list. */
export type Replica = { version: number; rows: ReadonlyMap<string, Notification> };

/** All that a client may see, read anew: three lists, which exclude each other. */
export async function look(ctx: Ctx): Promise<Replica> {
  const pages = [await list(ctx), await list(ctx, "archived"), await list(ctx, "snoozed")];
  const items = pages.flatMap((page) => page.items);
  return { version: pages[0]?.version ?? 0, rows: new Map(items.map((item) => [item.id, item])) };
}

/** What becomes of what a client holds with one poll. */
export async function follow(ctx: Ctx, held: Replica): Promise<Replica> {
  const delta = await pollInbox(ctx, { since: held.version });
  if (!delta.changed) return held;
  if ("reset" in delta) return look(ctx);
  const rows = new Map(held.rows);
  for (const id of delta.removed) rows.delete(id);
  for (const item of delta.upserts) rows.set(item.id, item);
  return { version: delta.version, rows };
}
