import type { Listen } from "../stream";
import type { Tab } from "./browser";
import type { Clock } from "./clock";
import type { Random } from "./random";

/** What befalls what goes to the server and comes back. Shares are in [0, 1]; times are the most it takes, ms. */
export type Storm = {
  requestLoss: number;
  /** The server has done it, and nobody hears of it. */
  answerLoss: number;
  /** What arrives twice. */
  twice: number;
  /** Each way; what takes longer is overtaken. */
  travelMs: number;
  hintLoss: number;
  hintMs: number;
  /** Streams that cannot be opened. */
  refusal: number;
};

export const CALM: Storm = {
  requestLoss: 0,
  answerLoss: 0,
  twice: 0,
  travelMs: 20,
  hintLoss: 0,
  hintMs: 5,
  refusal: 0,
};

/** How long a page waits until it gives up, and when it knows at once. */
const PATIENCE_MS = 3_000;
const AT_ONCE_MS = 50;

type Hears = { process: number; hint: (version: number) => void; lost: () => void };

/** The ways between pages and the processes of the backend. */
export type Network = ReturnType<typeof makeNetwork>;

export function makeNetwork(clock: Clock, random: Random, pushes: boolean) {
  let storm = CALM;
  let offline = false;
  let version = 0;
  let requests = 0;
  const down = new Set<number>();
  const streams = new Set<Hears>();

  function ask<T>(tab: Tab, process: number, run: () => Promise<T>): Promise<T> {
    requests += 1;
    return new Promise((resolve, reject) => {
      const lose = (after: number) =>
        clock.after(random() * after, () => tab.task(() => reject(new Error("fetch failed"))));
      if (offline || down.has(process) || random() < storm.requestLoss) {
        lose(offline ? AT_ONCE_MS : PATIENCE_MS);
        return;
      }
      const twice = random() < storm.twice;
      if (twice) clock.after(random() * storm.travelMs * 3, () => run().catch(() => {}));
      clock.after(random() * storm.travelMs, async () => {
        const answer = await run().then(
          (value) => () => resolve(value),
          (error: unknown) => () => reject(error),
        );
        if (random() < storm.answerLoss) lose(PATIENCE_MS);
        else clock.after(random() * storm.travelMs, () => tab.task(answer));
      });
    });
  }

  const listenOn =
    (tab: Tab, process: () => number): Listen =>
    (on) => {
      let closed = false;
      const task = (run: () => void) => tab.task(() => void (closed || run()));
      const mine: Hears = { process: process(), hint: (at) => task(() => on.hint(at)), lost: () => task(on.lost) };
      const refused = offline || down.has(mine.process) || random() < storm.refusal;
      clock.after(random() * storm.travelMs, () => {
        if (closed) return;
        if (refused) return mine.lost();
        streams.add(mine);
        task(on.open);
        mine.hint(version);
      });
      return () => {
        closed = true;
        streams.delete(mine);
      };
    };

  function cut(which: (stream: Hears) => boolean): void {
    for (const stream of [...streams].filter(which)) {
      streams.delete(stream);
      stream.lost();
    }
  }

  return {
    ask,
    listenOn: (tab: Tab, process: () => number) => (pushes ? listenOn(tab, process) : undefined),
    requests: () => requests,
    /** The newest version that was told. */
    version: () => version,
    streams: () => streams.size,
    /** Every process hears of a new version, and tells those who listen to it. */
    tell(next: number) {
      version = Math.max(version, next);
      for (const stream of streams) {
        if (random() < storm.hintLoss) continue;
        clock.after(random() * storm.hintMs, () => void (streams.has(stream) && stream.hint(next)));
      }
    },
    setStorm: (next: Storm) => void (storm = next),
    setOffline(isOffline: boolean) {
      offline = isOffline;
      if (offline) cut(() => true);
    },
    /** A process stops, and its streams with it; or it is there again. */
    setDown(process: number, isDown: boolean) {
      if (isDown) down.add(process);
      else down.delete(process);
      if (isDown) cut((stream) => stream.process === process);
    },
    cut,
  };
}
