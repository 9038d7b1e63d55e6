import { createInbox } from "../inbox/inbox";
import { browserWorld } from "../inbox/world";
import type { Notification } from "../types";
import { makeChanges } from "./changes";
import type { InboxHost } from "./host";
import type { PageInbox } from "./lazy-inbox";
import { pendingCount } from "./pending";
import { knownInbox, listNow, readAnew, wasListed } from "./rows";
import { makeWire } from "./wire";

/** While jobs run, versions may rise twice a second: a slow answer must not be asked anew before it is there. */
const FOLLOW_MS = 2_000;

/** The inbox of this page over its transport, and what a risen version asks again. */
export function openInbox(host: InboxHost): PageInbox {
  const { name, client, lists: queryKey, followers } = host;
  const world = browserWorld();
  const inbox = createInbox({
    name,
    wire: makeWire(host),
    world,
    isKnown: (row, version) => wasListed(client, queryKey, row, version),
    onReset: () => readAnew(client, queryKey, inbox.state()),
  });
  const askAgain = atMostEvery(FOLLOW_MS, () => {
    // A page that nobody looks at asks once it is shown.
    const refetchType = world.isVisible() ? "active" : "none";
    for (const noun of followers) void client.invalidateQueries({ queryKey: noun, refetchType });
  });
  // The version rises with all of a user's own that a screen shows, notified or not: it is then asked for again.
  let seen: number | undefined;
  inbox.subscribe(() => {
    const version = inbox.state()?.version ?? 0;
    const before = seen;
    if (before !== undefined && version <= before) return;
    seen = version;
    if (before === undefined) return;
    askAgain();
  });
  // A change that this page sent has raised the version to `version`: no news, if nothing else raised it.
  const passOver = (version: number) => {
    if (seen === version - 1) seen = version;
  };
  return {
    ...inbox,
    list: (pages, input, pending) => listNow({ pages, options: input }, inbox.state() ?? NO_NEWS, pending),
    count(pending) {
      const known = knownInbox(client, queryKey, inbox.state());
      return known && pendingCount(known, pending);
    },
    ...makeChanges(host, inbox, passOver),
  };
}

/** Runs it at once, and once more after any that came too soon. */
function atMostEvery(ms: number, run: () => void): () => void {
  let [resting, again] = [false, false];
  return function ask() {
    again = resting;
    if (resting) return;
    resting = true;
    run();
    setTimeout(() => {
      resting = false;
      if (again) ask();
    }, ms);
  };
}

const NO_NEWS = { rows: new Map<string, Notification>(), removed: new Set<string>() };
