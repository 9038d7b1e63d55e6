import { backoff } from "./pace";
import type { World } from "./world";

const nothing = () => {};

/** Opens a stream of versions; answers how to close it. */
export type Listen = (on: {
  open: () => void;
  hint: (version: number) => void;
  /** It is over, or broken: it is closed, and opened anew after a pause. */
  lost: () => void;
}) => () => void;

const FIRST_MS = 1_000;
/** A stream that lived shorter has not been of use: it counts as another failure. */
const LIVED_MS = 30_000;

export type Stream = {
  isOpen: () => boolean;
  /** The server answers again: what waits for the next attempt does not. */
  hurry: () => void;
  close: () => void;
};

/** Keeps a stream of hints open, with growing pauses between attempts. `onChange` tells when it opens or is lost. */
export function keepStream(
  world: World,
  listen: Listen,
  on: { hint: (version: number) => void; change: () => void },
): Stream {
  let [open, closed] = [false, false];
  let failures = 0;
  let openedAt = 0;
  let close = nothing;
  let cancel = nothing;
  let waits = false;

  function mark(isOpen: boolean): void {
    if (open === isOpen || closed) return;
    open = isOpen;
    if (open) openedAt = world.now();
    on.change();
  }
  function start(): void {
    let over = false;
    waits = false;
    close = listen({
      open: () => mark(true),
      hint(version) {
        mark(true);
        on.hint(version);
      },
      lost() {
        if (over || closed) return;
        const lived = open && world.now() - openedAt > LIVED_MS;
        mark(false);
        over = true;
        close();
        failures = lived ? 1 : failures + 1;
        waits = true;
        cancel = world.after(backoff(failures, FIRST_MS, world.random()), start);
      },
    });
  }
  start();
  return {
    isOpen: () => open,
    hurry() {
      if (!waits || closed) return;
      cancel();
      start();
    },
    close() {
      closed = true;
      open = false;
      cancel();
      close();
    },
  };
}
