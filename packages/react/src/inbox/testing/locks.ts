import type { Locks } from "../world";
import type { Clock } from "./clock";

type Hold = () => Promise<void> | undefined;
type Request = { tab: Holder; hold: Hold; settle: (error?: DOMException) => void };

/** Whose lock it is: what happens to the page's own code happens as one of its tasks. */
type Holder = { task: (run: () => void) => void };

const aborted = (why: string) => new DOMException(why, "AbortError");

/** The Web Locks of one browser: a queue for each name. A page that is gone lets go. */
export type FakeLocks = {
  of: (tab: Holder) => Locks;
  letGo: (tab: Holder) => void;
  /** From now on every request is refused, as in a page without an origin. */
  forbid: () => void;
  /** Who holds a lock, then who waits for it. */
  line: (name: string) => readonly Holder[];
};

/** It takes a moment until a lock is given: another process does it. */
const GRANT_MS = 2;

export function makeLocks({ after }: Pick<Clock, "after">): FakeLocks {
  const lines = new Map<string, Request[]>();
  let forbidden = false;
  const lineOf = (name: string) => {
    const line = lines.get(name) ?? [];
    lines.set(name, line);
    return line;
  };
  function leave(line: Request[], request: Request, error?: DOMException): void {
    const place = line.indexOf(request);
    if (place === -1) return;
    line.splice(place, 1);
    request.tab.task(() => request.settle(error));
    if (place === 0) grant(line);
  }
  function grant(line: Request[]): void {
    const request = line[0];
    const begin = () => {
      const held = request?.hold();
      if (held && request) void held.then(() => leave(line, request));
      else if (request) leave(line, request);
    };
    after(GRANT_MS, () => request?.tab.task(begin));
  }
  return {
    line: (name) => lineOf(name).map(({ tab }) => tab),
    forbid: () => void (forbidden = true),
    letGo(tab) {
      for (const line of lines.values()) {
        for (const request of line.filter((each) => each.tab === tab).toReversed()) leave(line, request);
      }
    },
    of: (tab) => ({
      request: (name, { steal, signal }, hold) =>
        new Promise<void>((resolve, reject) => {
          const settle = (error?: DOMException) => (error ? reject(error) : resolve());
          if (forbidden) return tab.task(() => settle(new DOMException("Locks are forbidden.", "SecurityError")));
          if (signal?.aborted) return settle(aborted("The request was given up."));
          const line = lineOf(name);
          const request = { tab, hold, settle };
          if (steal) {
            const robbed = line.shift();
            robbed?.tab.task(() => robbed.settle(aborted("The lock was stolen.")));
            line.unshift(request);
          } else line.push(request);
          if (line[0] === request) grant(line);
          // Only who waits can give up; who holds lets go by its promise.
          signal?.addEventListener("abort", () => {
            if (line.indexOf(request) > 0) leave(line, request, aborted("The request was given up."));
          });
        }),
    }),
  };
}
