import type { Notification } from "../../types";
import { createInbox } from "../inbox";
import { type Lacks, makeBrowser, type Tab } from "./browser";
import { makeClock } from "./clock";
import { modelServer } from "./model-server";
import { makeNetwork } from "./network";
import { makeRandom } from "./random";

const SECOND = 1000;
const LOCK = "inbox";

type Options = { pushes?: boolean; lacks?: Lacks };

/** A browser in front of a backend, with inboxes that have seen their list; nothing of it happens by chance alone. */
export async function openDesk({ pushes = false, lacks = {} }: Options = {}) {
  const clock = makeClock();
  const random = makeRandom(7);
  const network = makeNetwork(clock, random, pushes);
  const make = modelServer({ processes: 1 });
  const empty = await make({ now: clock.now, onVersion: () => {} });
  const full = await make({ now: clock.now, onVersion: (version) => network.tell(version) });
  let backend = full;
  const browser = makeBrowser(clock, random, lacks);
  const polls: { at: number; tab: Tab; since: number }[] = [];
  let [told, resets] = [0, 0];

  const desk = {
    clock,
    browser,
    network,
    backend,
    /** The database is as it was at first. */
    setBack: () => void (backend = empty),
    /** Every poll that was sent. */
    polls,
    /** What a poll fails with; undefined while it does not. */
    failure: undefined as unknown,
    pollAfterMs: 5 * SECOND,
    /** How long an answer to a poll is on its way, besides. */
    slowMs: 0,
    retryAfterMs: 0,
    resets: () => resets,
    /** Lets a notification come; answers its id. */
    async tell(at = clock.now()): Promise<string> {
      told += 1;
      return backend.notify(0, { key: `news ${told}`, at, groupKey: null, expiresAt: null });
    },
    open(visible = true) {
      const tab = browser.openTab(visible);
      const news: string[] = [];
      const knows = new Set<string>();
      const inbox = createInbox({
        name: LOCK,
        world: tab.world,
        wire: {
          async poll(since) {
            polls.push({ at: clock.now(), tab, since });
            const answer = await network.ask(tab, 0, () => backend.poll(0, since));
            if (desk.slowMs > 0) await new Promise<void>((resolve) => tab.world.after(desk.slowMs, resolve));
            if (desk.failure !== undefined) throw desk.failure;
            return { ...answer, pollAfterMs: desk.pollAfterMs };
          },
          listen: network.listenOn(tab, () => 0),
          retryAfterMs: () => desk.retryAfterMs,
        },
        onReset: () => void (resets += 1),
        isKnown: ({ id }) => knows.has(id),
      });
      inbox.onNew((rows: readonly Notification[]) => news.push(...rows.map(({ id }) => id)));
      return { tab, inbox, news, knows, start: inbox.start, version: () => inbox.state()?.version };
    },
    /** A page that is open, has read its list and is at work. */
    async sit(visible = true) {
      const seat = desk.open(visible);
      const stop = seat.start();
      const { version, unreadCount } = await backend.list(0, { filter: "all", limit: 20, cursor: undefined });
      seat.inbox.see({ version, unreadCount });
      await clock.run(100);
      return { ...seat, stop };
    },
    async sitMany(count: number) {
      const seats = [];
      for (let i = 0; i < count; i++) seats.push(await desk.sit(i === count - 1));
      return seats;
    },
    leader: () => browser.locks.line(LOCK)[0],
    /** The polls that something leads to, while time passes. */
    async pollsIn(ms: number, happen = () => {}) {
      const before = polls.length;
      happen();
      await clock.run(ms);
      return polls.slice(before);
    },
  };
  return desk;
}
