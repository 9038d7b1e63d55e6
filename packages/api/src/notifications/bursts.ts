import { toInstant, toMs } from "@pipeline/core/instant";
import type { Group, NotificationType } from "@pipeline/core/notification-types";
import { notifications } from "@pipeline/db/schema";
import { and, between, desc, eq, isNotNull, isNull } from "drizzle-orm";
import type { Scope } from "../ctx";

/** How long (ms) after its newest notification a burst still takes in another. */
const PAUSE_MS = 10 * 60_000;
/** How long (ms) it takes in any: what goes on all day is no burst. */
const LONGEST_MS = 60 * 60_000;

// By the instant it began, so that keys of one type sort like their bursts.
const burstKey = (type: NotificationType, begin: number) => `${type}:${toInstant(begin)}`;

/** The group that a notification of `at` (ms) belongs to. Bursts are decided under the lock of the inbox. */
export async function groupKeyOf(
  scope: Scope,
  { type, group, at }: { type: NotificationType; group: Group; at: number },
): Promise<string> {
  if (group !== "burst") return group.key;
  const { userId, groupKey, createdAt } = notifications;
  const [newest] = await scope.tx
    .select({ groupKey, createdAt })
    .from(notifications)
    .where(
      and(
        eq(userId, scope.userId),
        isNotNull(groupKey),
        isNull(notifications.removedAt),
        eq(notifications.type, type),
        between(groupKey, burstKey(type, at - LONGEST_MS), burstKey(type, at + PAUSE_MS)),
      ),
    )
    .orderBy(desc(groupKey), desc(createdAt))
    .limit(1);
  const joins = newest && at - toMs(newest.createdAt) < PAUSE_MS;
  return (joins && newest.groupKey) || burstKey(type, at);
}
