import { setTimeout as sleep } from "node:timers/promises";
import { modelServer, type Moment, simulate, type TabPicture } from "@pipeline/react/simulator";

export type WatchOptions = {
  /** The first run's seed; each next one is one higher. */
  seed?: number;
  runs?: number;
  /** Things that happen in a run. */
  steps?: number;
  /** How long (ms) each picture stands. */
  pauseMs?: number;
  write?: (text: string) => void;
};

const CLEAR = "\u001B[2J\u001B[H";
const KEPT = 8;

function drawTab(tab: TabPicture, place: number, version: number): string {
  const signs = [tab.leads ? "leads" : "", tab.visible ? "" : "hidden", tab.frozen ? "frozen" : ""];
  const behind = version - (tab.version ?? 0);
  const state = behind > 0 ? `${behind} behind` : "up to date";
  const name = `tab ${place + 1}`.padEnd(7);
  return `  ${name}${`${tab.badge ?? "-"}`.padStart(4)} unread   ${state.padEnd(12)}${signs.filter(Boolean).join(", ")}`;
}

/** One picture of a run: the tabs, what has just happened, and what was broken. */
function drawMoment(seed: number, moment: Moment, happened: readonly string[]): string {
  const { ms, version, requests, tabs, broken } = moment;
  return [
    `Inbox simulator   seed ${seed}   ${(ms / 1000).toFixed(1)} s   version ${version}   ${requests} requests`,
    "",
    ...tabs.map((tab, place) => drawTab(tab, place, version)),
    "",
    `  ${happened.join(" ")}`,
    "",
    broken.length === 0 ? "  nothing is broken" : broken.map((what) => `  BROKEN: ${what}`).join("\n"),
    "",
  ].join("\n");
}

/** Shows random lives of an inbox on the terminal. Answers how many of them ended with a page unlike the database. */
export async function watchInbox(options: WatchOptions = {}): Promise<number> {
  const { seed: first = 1, runs = 5, steps = 40, pauseMs = 250 } = options;
  const { write = (text: string) => void process.stdout.write(text) } = options;
  let bad = 0;
  for (let seed = first; seed < first + runs; seed++) {
    const happened: string[] = [];
    let broken: readonly string[] = [];
    for await (const moment of simulate({ seed, steps, makeServer: modelServer({ processes: 2 }) })) {
      happened.push(moment.step);
      broken = moment.broken;
      write(CLEAR + drawMoment(seed, moment, happened.slice(-KEPT)));
      await sleep(pauseMs);
    }
    if (broken.length > 0) bad += 1;
  }
  write(`${runs} runs, ${bad} of them broken.\n`);
  return bad;
}
