import type { Actor } from "@pipeline/core/actor";
import { DomainError } from "@pipeline/core/errors";
import type { ListenForChanges } from "@pipeline/core/notifications";
import { tracked, type TrackedEnvelope } from "@trpc/server";
import { reading, type Ctx } from "../ctx";
import type { Hub, Subscription } from "./hub";
import { inboxVersion } from "./inbox";

/** All that a stream says: data always comes by a poll. */
export type InboxMoved = { version: number };

/** Each with its version as its id: whoever comes back says which one they heard last. */
export type Changes = AsyncIterableIterator<TrackedEnvelope<InboxMoved>, void>;

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
): Promise<Changes> {
  if (!ctx.hub) throw new DomainError("UNAVAILABLE", "There is no stream of changes here.", { retryAfter: 60 });
  // Before the version is read: what changes after that is heard.
  const heard = ctx.hub.subscribe(ctx.actor.userId, signal, passOf(ctx.actor));
  try {
    const present = await reading(ctx, inboxVersion);
    return follow(heard, present, present === lastEventId);
  } catch (error) {
    heard.close();
    throw error;
  }
}

function passOf(actor: Actor): string | undefined {
  if (actor.kind === "system") return undefined;
  return actor.kind === "key" ? actor.keyId : actor.sessionId;
}

// Not a generator: one that waits cannot be made to return, and its rejections belong to whoever asked.
function follow(heard: Subscription, present: number, isKnown: boolean): Changes {
  let last = isKnown ? present : undefined;
  async function next(): Promise<IteratorResult<TrackedEnvelope<InboxMoved>, void>> {
    last = last === undefined ? present : await heard.newer(last);
    return { done: false, value: tracked(String(last), { version: last }) };
  }
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      const asked = next();
      // tRPC asks ahead, and drops what it asked for when its reader leaves: nobody would look at the end of it.
      asked.catch(() => {});
      return asked;
    },
    async return() {
      heard.close();
      return { done: true, value: undefined };
    },
  };
}
