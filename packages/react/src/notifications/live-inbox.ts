import type { QueryClient } from "@tanstack/react-query";
import { getQueryKey } from "@trpc/react-query";
import type { PipelineClient } from "../client";
import { createInbox } from "../inbox/inbox";
import { browserWorld } from "../inbox/world";
import type { PageInbox } from "./lazy-inbox";
import { wasListed } from "./rows";
import { versionOf } from "./snapshot";
import type { Transport } from "./transport";
import { makeWire } from "./wire";

/** While news keep coming, what a page shows is asked for again this often at most, ms. */
const NEWS_MS = 2_000;

/** The inbox of this page over its transport, and what a risen version asks again. */
export function openInbox(trpc: PipelineClient, client: QueryClient, transport: Transport, name: string): PageInbox {
  const queryKey = getQueryKey(trpc.notifications.list);
  const world = browserWorld();
  let reread = Promise.resolve();
  const inbox = createInbox({
    name,
    wire: makeWire(trpc, client, transport),
    world,
    isKnown: (row, version) => wasListed(client, queryKey, row, version),
    onReset() {
      const known = inbox.state()?.version ?? 0;
      const isAhead = client
        .getQueryCache()
        .findAll({ queryKey })
        .some(({ state }) => versionOf(state.data) > known);
      // Only a database that was set back is behind its readers: what they have is then not of this world.
      reread = isAhead ? client.resetQueries({ queryKey }) : client.invalidateQueries({ queryKey });
    },
  });
  // The version rises with all of a user's own that a screen shows, notified or not: it is then asked for again.
  let seen: number | undefined;
  let isAsked = false;
  let askedAt = -Infinity;
  function ask(): void {
    [isAsked, askedAt] = [false, world.now()];
    const { account, budgets, costs, jobs, notifications, storage } = trpc;
    for (const noun of [account, budgets, costs, jobs, notifications.preferences, storage]) {
      void client.invalidateQueries({ queryKey: getQueryKey(noun) });
    }
  }
  inbox.subscribe(() => {
    const version = inbox.state()?.version ?? 0;
    const before = seen;
    if (before !== undefined && version <= before) return;
    seen = version;
    if (before === undefined || isAsked) return;
    isAsked = true;
    world.after(Math.max(0, askedAt + NEWS_MS - world.now()), ask);
  });
  return {
    ...inbox,
    async reach(version) {
      await inbox.reach(version);
      // What was too much for a delta is known once the lists are there.
      await reread;
    },
    passOver(version) {
      if (seen === version - 1) seen = version;
    },
  };
}
