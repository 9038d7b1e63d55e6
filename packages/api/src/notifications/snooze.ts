import { badInput } from "@pipeline/core/errors";
import { toInstant, toMs } from "@pipeline/core/instant";
import type { SnoozeNotification } from "@pipeline/core/notifications";
import { notifications } from "@pipeline/db/schema";
import { isNotNull, isNull, ne, or } from "drizzle-orm";
import type { Ctx } from "../ctx";
import { change } from "./change";
import type { InboxChange } from "./restate";

const { snoozedUntil } = notifications;

/**
 * Takes one out of the inbox, or the archive, until an instant at which it comes back as new; null brings it back at
 * once. Again changes nothing. BAD_INPUT for an instant that is not ahead, or by more than a year.
 */
export async function snooze(ctx: Ctx, { until, ...input }: SnoozeNotification): Promise<InboxChange> {
  if (until === null) return wake(ctx, input);
  const now = ctx.now();
  if (toMs(until) <= now) throw badInput("until", "Must lie in the future.");
  if (toMs(until) > yearAfter(now)) throw badInput("until", "Must lie within a year.");
  const wakes = toInstant(toMs(until));
  return change(ctx, input, () => ({
    not: or(isNull(snoozedUntil), ne(snoozedUntil, wakes)),
    marks: { archivedAt: null, snoozedUntil: wakes },
  }));
}

function wake(ctx: Ctx, input: Omit<SnoozeNotification, "until">): Promise<InboxChange> {
  return change(ctx, input, (now) => ({
    not: isNotNull(snoozedUntil),
    marks: { snoozedUntil: null, sortAt: now, read: false, readAt: null },
  }));
}

function yearAfter(now: number): number {
  const date = new Date(now);
  return date.setUTCFullYear(date.getUTCFullYear() + 1);
}
