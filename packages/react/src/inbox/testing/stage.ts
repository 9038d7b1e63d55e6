import { notifyManager } from "@tanstack/react-query";
import { type Browser, makeBrowser } from "./browser";
import { FAIR } from "./channels";
import { type Clock, makeClock } from "./clock";
import { CALM, makeNetwork, type Network } from "./network";
import { FILTERS, openPage, type Page } from "./page";
import { makeRandom, type Random } from "./random";
import type { MakeServer, Server } from "./server";

// Nothing waits for a clock that is not ours.
notifyManager.setScheduler(queueMicrotask);

export type Setting = {
  seed: number;
  makeServer: MakeServer;
  /** Rows a page of a list. */
  limit: number;
  /** Hints are pushed; else pages poll. */
  pushes: boolean;
  /** The browser has no locks, or no channels. */
  lacks: { locks: boolean; channels: boolean };
};

/** Everything there is in a run: one user's browser with its pages, the network, and the backend. */
export type Stage = {
  readonly clock: Clock;
  readonly random: Random;
  readonly browser: Browser;
  readonly network: Network;
  readonly server: Server;
  /** Pages that are open. */
  pages: Page[];
  /** What was promised and not kept, as it is found. */
  readonly broken: string[];
  inserted: number;
  /** Messages between pages were never lost or late, and no page was frozen: what is new is then told once. */
  fair: boolean;
  /** Pages can share one connection. */
  readonly shares: boolean;
  open: (visible: boolean) => Page;
  /** From now on nothing goes wrong any more: what is lost so far must be found again. */
  heal: () => void;
};

export async function makeStage({ seed, makeServer, limit, pushes, lacks }: Setting): Promise<Stage> {
  const clock = makeClock();
  const random = makeRandom(seed ^ 0x5eed);
  const network = makeNetwork(clock, random, pushes);
  const server = await makeServer({ now: clock.now, onVersion: (version) => network.tell(version) });
  const browser = makeBrowser(clock, random, lacks);
  let opened = 0;
  let asked = 0;
  const told = new Set<string>();
  const stage: Stage = {
    clock,
    random,
    browser,
    network,
    server,
    pages: [],
    broken: [],
    inserted: 0,
    fair: !lacks.locks && !lacks.channels,
    shares: !lacks.locks && !lacks.channels,
    open(visible) {
      const name = `tab ${(opened += 1)}`;
      const tab = browser.openTab(visible);
      const page = openPage({
        tab,
        network,
        server,
        process: () => (asked += 1) % server.processes,
        shows: FILTERS.filter((filter) => filter === "all" || random() < 0.5),
        limit,
        onNew(rows) {
          for (const { id, version: at } of rows) {
            if (stage.fair && told.has(`${id} ${at}`)) stage.broken.push(`${name} told ${id} again as new`);
            told.add(`${id} ${at}`);
          }
        },
      });
      let [version, unreadAt] = [0, 0];
      page.inbox.subscribe(() => {
        const next = page.inbox.state();
        if (!next) return;
        if (next.version < version) stage.broken.push(`${name} went back from version ${version} to ${next.version}`);
        const at = next.unread.version;
        if (at < unreadAt) stage.broken.push(`${name} went back to the badge of version ${at} from ${unreadAt}`);
        [version, unreadAt] = [next.version, at];
      });
      stage.pages.push(page);
      return page;
    },
    heal() {
      network.setStorm(CALM);
      network.setOffline(false);
      for (let process = 0; process < server.processes; process++) network.setDown(process, false);
      browser.setWeather(FAIR);
    },
  };
  return stage;
}
