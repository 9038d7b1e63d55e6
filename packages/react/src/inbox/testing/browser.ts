import type { World } from "../world";
import { FAIR, makeChannels, type Weather } from "./channels";
import type { Clock } from "./clock";
import { makeLocks } from "./locks";
import type { Random } from "./random";

/** A page's surroundings, and what its user and its browser may do to it. */
export type Tab = {
  readonly world: World;
  isVisible: () => boolean;
  isFrozen: () => boolean;
  isOpen: () => boolean;
  /** Shown: it wakes. */
  show: () => void;
  hide: () => void;
  /** Focused, or online again. */
  wake: () => void;
  /** Nothing of it runs until it is thawed; what came meanwhile comes then. */
  freeze: () => void;
  thaw: () => void;
  close: () => void;
  /** Runs something as a task of this page: later while it is frozen, never once it is closed. */
  task: (run: () => void) => void;
  /** Timers and listeners that are still there. */
  leaks: () => number;
};

export type Browser = ReturnType<typeof makeBrowser>;
export type Lacks = { locks?: boolean; channels?: boolean };

/** A browser on a clock, without any tab. `lacks`: what it does not have. */
export function makeBrowser(clock: Clock, random: Random, lacks: Lacks = {}) {
  let weather: Weather = FAIR;
  const locks = makeLocks(clock);
  const channels = makeChannels(clock, random, () => weather);

  function openTab(visible = true): Tab {
    const timers = new Set<object>();
    const wakes = new Set<() => void>();
    let [open, frozen] = [true, false];
    const held: (() => void)[] = [];
    const task = (run: () => void) => {
      if (!open) return;
      if (frozen) held.push(run);
      else run();
    };
    const world: World = {
      now: clock.now,
      after(ms, run) {
        const timer = {};
        timers.add(timer);
        // A timer that is due while the page is frozen may still be cancelled by what runs before it.
        const cancel = clock.after(ms, () => task(() => void (timers.delete(timer) && run())));
        return () => {
          timers.delete(timer);
          cancel();
        };
      },
      random,
      isVisible: () => visible,
      onWake(wake) {
        const listener = () => wake();
        wakes.add(listener);
        return () => void wakes.delete(listener);
      },
      locks: undefined,
      openChannel: lacks.channels ? undefined : (name, onMessage) => channels.openChannel(tab, name, onMessage),
    };
    const tab: Tab = {
      world,
      isVisible: () => visible,
      isFrozen: () => frozen,
      isOpen: () => open,
      show() {
        visible = true;
        tab.wake();
      },
      hide: () => void (visible = false),
      wake: () => task(() => wakes.forEach((wake) => wake())),
      freeze: () => void (frozen = true),
      thaw() {
        frozen = false;
        for (const run of held.splice(0)) clock.after(0, () => task(run));
      },
      close() {
        open = false;
        locks.letGo(tab);
      },
      task,
      leaks: () => timers.size + wakes.size,
    };
    return Object.assign(tab, { world: { ...world, locks: lacks.locks ? undefined : locks.of(tab) } });
  }

  return {
    openTab,
    locks,
    channels: () => channels.size(),
    /** Changes what befalls messages from now on. */
    setWeather: (next: Weather) => void (weather = next),
  };
}
