import { DomainError } from "@pipeline/core/errors";
import type { ListenForChanges } from "@pipeline/core/notifications";
import { reading, type Ctx } from "../ctx";
import type { Hub, Subscription } from "./hub";
import { inboxVersion } from "./inbox";

/** All that a stream says: data always comes by a poll. */
export type InboxMoved = { version: number };

/** `hub` is what hears of changes; a host without one is polled. */
type Listener = Ctx & { readonly hub?: Hub | undefined };

/**
 * Versions of the inbox as they come about: the present one first unless it is the last one that was heard, then each
 * newer one, several at once as one. Ends with AbortError, by `signal` at the latest. UNAVAILABLE where nobody hears of
 * changes, TOO_MANY_REQUESTS with too many open streams.
 */
export async function listenForChanges(
  ctx: Listener,
  { lastEventId }: ListenForChanges = {},
  signal?: AbortSignal,
): Promise<AsyncGenerator<InboxMoved, void>> {
  if (!ctx.hub) throw new DomainError("UNAVAILABLE", "There is no stream of changes here.", { retryAfter: 60 });
  // Before the version is read: what changes after that is heard.
  const heard = ctx.hub.subscribe(ctx.actor.userId, signal);
  try {
    return follow(heard, await reading(ctx, inboxVersion), lastEventId ?? undefined);
  } catch (error) {
    heard.close();
    throw error;
  }
}

async function* follow(
  heard: Subscription,
  present: number,
  last: number | undefined,
): AsyncGenerator<InboxMoved, void> {
  try {
    if (present !== last) yield { version: present };
    for (let version = present; ;) {
      version = await heard.newer(version);
      yield { version };
    }
  } finally {
    heard.close();
  }
}
