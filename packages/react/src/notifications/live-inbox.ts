import { createInbox } from "../inbox/inbox";
import { browserWorld } from "../inbox/world";
import { makeChanges } from "./changes";
import type { InboxHost } from "./host";
import type { PageInbox } from "./lazy-inbox";
import { pendingCount } from "./pending";
import { knownInbox, listNow, wasListed } from "./rows";
import { versionOf } from "./snapshot";
import { makeWire } from "./wire";

/** The inbox of this page over its transport, and what a risen version asks again. */
export function openInbox(host: InboxHost): PageInbox {
  const { name, client, lists: queryKey, followers } = host;
  const inbox = createInbox({
    name,
    wire: makeWire(host),
    world: browserWorld(),
    isKnown: (row, version) => wasListed(client, queryKey, row, version),
    onReset() {
      const known = inbox.state()?.version ?? 0;
      const isAhead = client
        .getQueryCache()
        .findAll({ queryKey })
        .some(({ state }) => versionOf(state.data) > known);
      // Only a database that was set back is behind its readers: what they have is then not of this world.
      void (isAhead ? client.resetQueries({ queryKey }) : client.invalidateQueries({ queryKey }));
    },
  });
  // The version rises with all of a user's own that a screen shows, notified or not: it is then asked for again.
  let seen: number | undefined;
  inbox.subscribe(() => {
    const version = inbox.state()?.version ?? 0;
    const before = seen;
    if (before !== undefined && version <= before) return;
    seen = version;
    if (before === undefined) return;
    for (const noun of followers) void client.invalidateQueries({ queryKey: noun });
  });
  // A change that this page sent has raised the version to `version`: no news, if nothing else raised it.
  const passOver = (version: number) => {
    if (seen === version - 1) seen = version;
  };
  return {
    ...inbox,
    list: (pages, input, news, pending) => listNow({ pages, options: input }, news, pending),
    count(pending) {
      const known = knownInbox(client, queryKey, inbox.state());
      return known && pendingCount(known, pending);
    },
    ...makeChanges(host, inbox, passOver),
  };
}
