import type { InboxAnswer, Notification } from "../types";
import { isUnread } from "../notifications/pending";
import { isBefore } from "../notifications/rows";
import { pauseOf } from "./pace";
import { applyAnswer, firstState, type Glimpse, glimpsed, type InboxState } from "./state";
import { keepStream, type Listen, type Stream } from "./stream";
import { joinTabs, type Tabs } from "./tabs";
import type { World } from "./world";

const nothing = () => {};

/** How a page reaches the server. `retryAfterMs` of a failed poll: what the refusal asked for. */
export type Wire = {
  poll: (since: number) => Promise<InboxAnswer>;
  listen?: Listen | undefined;
  retryAfterMs: (error: unknown) => number;
};

type Options = {
  /** Pages with the same name share one connection. */
  name: string;
  wire: Wire;
  world: World;
  /** The lists must be read anew. */
  onReset: () => void;
  /** Whether a list had a row at this version already: then it is not new. */
  isKnown?: ((row: Notification, version: number) => boolean) | undefined;
};

/** The inbox of one page: where it stands, and what keeps it there. */
export type Inbox = {
  /** Undefined until a list was seen. The same object until something changes. */
  state: () => InboxState | undefined;
  subscribe: (listener: () => void) => () => void;
  /** Rows that were not there before, newest first, once a browser. */
  onNew: (listener: (rows: readonly Notification[]) => void) => () => void;
  /** Takes note of a list's page. A newer one than is known has the difference asked for. */
  see: (glimpse: Glimpse) => void;
  /** Asks now. Resolves when it is answered, or cannot be. */
  poll: () => Promise<void>;
  /** Resolves once the page knows of `version`. */
  reach: (version: number) => Promise<void>;
  /** Why the last polls failed; undefined when the last one did not. */
  trouble: () => unknown;
  /** Polls and listens until the returned function was called as often as this one. */
  start: () => () => void;
};

/** What pages say to each other: an answer that one of them got, and up to which version rows were told as new. */
type Message = { answer: InboxAnswer; since: number } | { told: number };
const isMessage = (message: unknown): message is Message =>
  typeof message === "object" && message !== null && ("answer" in message || "told" in message);

const SECOND = 1000;
/** Waking, focusing and coming online may come together. */
const BREATH_MS = SECOND;
/** A failure that the next try mends is nobody's trouble. */
const TROUBLE = 2;

/** The inbox over a wire, at rest until it is started. */
export function createInbox({ name, wire, world, onReset, isKnown }: Options): Inbox {
  const listeners = new Set<() => void>();
  const newcomers = new Set<(rows: readonly Notification[]) => void>();
  const waiting = new Set<{ version: number; done: () => void }>();
  let state: InboxState | undefined;
  let users = 0;
  let tabs: Tabs | undefined;
  let stream: Stream | undefined;
  let asking: Promise<void> | undefined;
  let wanted = 0;
  let anew = false;
  let [failures, retryAfterMs, pollAfterMs, answeredAt] = [0, 0, 5 * SECOND, -Infinity];
  let failure: unknown;
  /** Rows up to this version were told as new by some page; the others wait until this page leads. */
  let told = 0;
  let untold: readonly Notification[] = [];
  /** What came between the first look and the first answer was there when the page was opened. */
  let isCaughtUp = false;
  let cancel = nothing;
  let wakeless = nothing;

  function set(next: InboxState): void {
    if (next === state) return;
    // What was set back will not come to what it was.
    const isBack = next.version < (state?.version ?? 0);
    state = next;
    for (const wait of waiting) if (isBack || next.version >= wait.version) wait.done();
    for (const listener of listeners) listener();
  }

  function take(since: number, answer: InboxAnswer): void {
    if (!state) return;
    pollAfterMs = answer.pollAfterMs;
    // Whichever page asked: the server answers again.
    [failures, retryAfterMs, answeredAt] = [0, 0, world.now()];
    suffer(undefined);
    const before = state;
    const { state: next, outcome } = applyAnswer(before, since, answer);
    if (outcome === "gap") return hear(answer.version);
    set(next);
    if (outcome === "reset") onReset();
    if (outcome !== "moved" || !("upserts" in answer)) return;
    const isNew = (row: Notification) =>
      isCaughtUp &&
      isUnread(row) &&
      row.version > before.version &&
      !before.rows.has(row.id) &&
      !isKnown?.(row, before.version);
    untold = [...untold, ...answer.upserts.filter(isNew)];
    if (tabs?.leads()) tellNew(next.version);
  }

  /** Trouble, and its end, are drawn: whoever draws looks at the state. */
  function suffer(error: unknown): void {
    if (error === failure) return;
    failure = error;
    if (state) set({ ...state });
  }

  function tellNew(version: number): void {
    const rows = untold.filter((row) => row.version > told).toSorted((a, b) => (isBefore(a, b) ? -1 : 1));
    untold = [];
    told = version;
    tabs?.post({ told } satisfies Message);
    if (rows.length > 0) for (const listener of newcomers) listener(rows);
  }

  function hearPage(message: unknown): void {
    if (!isMessage(message)) return;
    if ("answer" in message) return take(message.since, message.answer);
    told = Math.max(told, message.told);
    untold = untold.filter((row) => row.version > told);
  }

  function poll(): Promise<void> {
    if (users === 0) return Promise.resolve();
    asking ??= ask().finally(() => {
      asking = undefined;
      if (anew && state && wanted > state.version && failures === 0) void poll();
      else plan();
      anew = false;
    });
    return asking;
  }

  async function ask(): Promise<void> {
    cancel();
    if (!state || users === 0) return;
    const since = state.version;
    try {
      const answer = await wire.poll(since);
      if (failures > 0) stream?.hurry();
      tabs?.post({ since, answer } satisfies Message);
      take(since, answer);
      isCaughtUp = true;
      // Also what the page that led before has not come to tell.
      if (tabs?.leads() && untold.length > 0) tellNew(state.version);
    } catch (error) {
      failures += 1;
      retryAfterMs = wire.retryAfterMs(error);
      if (failures >= TROUBLE) suffer(error);
    }
  }

  /** A version was heard of: asked for, unless it is known. What was told before it was there is asked once more. */
  function hear(version: number): void {
    if (!state || version <= state.version) return;
    wanted = Math.max(wanted, version);
    anew = asking !== undefined;
    void poll();
  }

  function plan(): void {
    cancel();
    if (users === 0 || !state) return;
    if (failures === 0 && wanted > state.version) {
      wanted = 0;
      cancel = world.after(SECOND, () => void poll());
      return;
    }
    if (!tabs?.leads() && failures === 0) return;
    const pace = { pollAfterMs, pushed: stream?.isOpen() ?? false, visible: world.isVisible(), failures, retryAfterMs };
    cancel = world.after(pauseOf(pace, world.random()), () => void poll());
  }

  function lead(leads: boolean): void {
    stream?.close();
    stream = undefined;
    if (leads && wire.listen) stream = keepStream(world, wire.listen, { hint: hear, change: plan });
    // Who takes over does not know what the one before it has missed.
    if (leads && state && world.now() - answeredAt > BREATH_MS) void poll();
    else plan();
  }

  function begin(): void {
    tabs = joinTabs(world, name, {
      onMessage: hearPage,
      onLead: (leads) => queueMicrotask(() => lead(leads && users > 0)),
    });
    wakeless = world.onWake(() => {
      // A hidden page hears from who leads.
      const asks = world.isVisible() || tabs?.leads() === true;
      if (asks && world.now() - answeredAt > BREATH_MS) void poll();
    });
    // What was said while nobody listened is not said again.
    if (state && world.now() - answeredAt > BREATH_MS) void poll();
  }

  function end(): void {
    cancel();
    wakeless();
    stream?.close();
    stream = undefined;
    tabs?.stop();
    tabs = undefined;
    for (const wait of waiting) wait.done();
  }

  return {
    state: () => state,
    trouble: () => failure,
    poll,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onNew: (listener) => {
      newcomers.add(listener);
      return () => void newcomers.delete(listener);
    },
    see(glimpse) {
      if (state) {
        set(glimpsed(state, glimpse));
        return hear(glimpse.version);
      }
      told = glimpse.version;
      set(firstState(glimpse));
      // The first look may be old: a server renders it, and what comes before this page listens is told to others.
      void poll();
    },
    async reach(version) {
      if (!state || state.version >= version || users === 0) return;
      await new Promise<void>((resolve) => {
        const wait = {
          version,
          done() {
            waiting.delete(wait);
            resolve();
          },
        };
        waiting.add(wait);
        hear(version);
      });
    },
    start() {
      users += 1;
      if (users === 1) begin();
      return () => {
        users -= 1;
        if (users === 0) end();
      };
    },
  };
}
