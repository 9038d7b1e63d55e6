/** What the inbox needs of the surroundings; a test and the simulator bring their own. */
export type World = {
  /** Milliseconds, of any clock that goes forward. */
  now: () => number;
  /** Runs something later; answers how to prevent it. */
  after: (ms: number, run: () => void) => () => void;
  /** In [0, 1). */
  random: () => number;
  isVisible: () => boolean;
  /** Tells when the page is shown, focused or online again; answers how to stop that. */
  onWake: (wake: () => void) => () => void;
  /** Web Locks; without them every page polls for itself. */
  locks?: Locks | undefined;
  /** A channel to the other pages of this browser. */
  openChannel?: ((name: string, onMessage: (message: unknown) => void) => Channel) | undefined;
};

export type Locks = {
  request: (
    name: string,
    options: { steal?: boolean; signal?: AbortSignal },
    hold: () => Promise<void> | undefined,
  ) => Promise<unknown>;
};
export type Channel = { post: (message: unknown) => void; close: () => void };

const WAKING = ["focus", "online", "pageshow"] as const;

function onWake(wake: () => void): () => void {
  const shown = () => {
    if (document.visibilityState === "visible") wake();
  };
  for (const name of WAKING) window.addEventListener(name, wake);
  document.addEventListener("visibilitychange", shown);
  return () => {
    for (const name of WAKING) window.removeEventListener(name, wake);
    document.removeEventListener("visibilitychange", shown);
  };
}

function openChannel(name: string, onMessage: (message: unknown) => void): Channel {
  const channel = new BroadcastChannel(name);
  channel.addEventListener("message", ({ data }) => onMessage(data));
  return { post: channel.postMessage.bind(channel), close: channel.close.bind(channel) };
}

/** The browser. */
export function browserWorld(): World {
  return {
    now: () => performance.now(),
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    random: Math.random,
    isVisible: () => document.visibilityState !== "hidden",
    onWake,
    get locks() {
      return "locks" in navigator ? navigator.locks : undefined;
    },
    get openChannel() {
      return typeof BroadcastChannel === "undefined" ? undefined : openChannel;
    },
  };
}
