import { createInbox } from "../inbox/inbox";
import { browserWorld } from "../inbox/world";
import { makeChanges } from "./changes";
import type { InboxHost } from "./host";
import type { PageInbox } from "./lazy-inbox";
import { pendingCount } from "./pending";
import { knownInbox, listNow, readAnew, wasListed } from "./rows";
import { makeWire } from "./wire";

/** While news keep coming, what a page shows is asked for again this often at most, ms. */
const NEWS_MS = 2_000;

/** The inbox of this page over its transport, and what a risen version asks again. */
export function openInbox(host: InboxHost): PageInbox {
  const { name, client, lists: queryKey, followers } = host;
  const world = browserWorld();
  let reread = Promise.resolve();
  const inbox = createInbox({
    name,
    wire: makeWire(host),
    world,
    isKnown: (row, version) => wasListed(client, queryKey, row, version),
    onReset() {
      reread = readAnew(client, queryKey, inbox.state());
    },
  });
  // The version rises with all of a user's own that a screen shows, notified or not: it is then asked for again.
  let seen: number | undefined;
  let isAsked = false;
  let askedAt = -Infinity;
  function ask(): void {
    [isAsked, askedAt] = [false, world.now()];
    // A page that nobody looks at asks when it is shown.
    const refetchType = world.isVisible() ? "active" : "none";
    for (const noun of followers) void client.invalidateQueries({ queryKey: noun, refetchType });
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
  // A change that this page sent has raised the version to `version`: no news, if nothing else raised it.
  const passOver = (version: number) => {
    if (seen === version - 1) seen = version;
  };
  const reach = async (version: number) => {
    await inbox.reach(version);
    // What was too much for a delta is known once the lists are there.
    await reread;
  };
  return {
    ...inbox,
    reach,
    list: (pages, input, news, pending) => listNow({ pages, options: input }, news, pending),
    count(pending) {
      const known = knownInbox(client, queryKey, inbox.state());
      return known && pendingCount(known, pending);
    },
    ...makeChanges(host, { ...inbox, reach }, passOver),
  };
}
