import type { World } from "./world";

const nothing = () => {};

/** How often the leader says that it is there; followers that miss it twice take over. */
const ALIVE_MS = 5_000;
const SILENT_MS = 12_000;
/** Hidden pages have slow timers, the leader's among them: among themselves they are patient. */
const SILENT_HIDDEN_MS = 180_000;

export type Tabs = {
  leads: () => boolean;
  /** To all other pages. */
  post: (message: unknown) => void;
  stop: () => void;
};

type Listener = { onMessage: (message: unknown) => void; onLead: (leads: boolean) => void };
type Alive = { alive: { visible: boolean } };

const isAlive = (message: unknown): message is Alive =>
  typeof message === "object" && message !== null && "alive" in message;

/**
 * One page of a browser leads: the one that holds the lock. A page that hears nothing of the leader takes the lock away
 * from it, and so does a page that is looked at while the leader is not. Without locks or a channel each leads itself.
 */
export function joinTabs(world: World, name: string, { onMessage, onLead }: Listener): Tabs {
  const { locks, openChannel } = world;
  if (!locks || !openChannel) {
    onLead(true);
    return { leads: () => true, post: nothing, stop: () => onLead(false) };
  }
  let leading = false;
  let stopped = false;
  let claim = new AbortController();
  let leader = { heardAt: world.now(), visible: true };
  const channel = openChannel(name, (message) => {
    if (leading && isAlive(message)) return;
    if (isAlive(message)) leader = { heardAt: world.now(), ...message.alive };
    else onMessage(message);
  });

  function lead(leads: boolean): void {
    if (leads === leading) return;
    leading = leads;
    leader = { heardAt: world.now(), visible: true };
    onLead(leads);
    if (leads) sayAlive();
  }
  const sayAlive = () => channel.post({ alive: { visible: world.isVisible() } } satisfies Alive);

  async function seek(steal: boolean): Promise<void> {
    claim.abort();
    const mine = new AbortController();
    claim = mine;
    const hold = () => {
      if (mine.signal.aborted) return undefined;
      lead(true);
      return new Promise<void>((release) => mine.signal.addEventListener("abort", () => release()));
    };
    const options = steal ? { steal } : { signal: mine.signal };
    const refused = await locks?.request(name, options, hold).then(
      () => false,
      (error: unknown) => !(error instanceof DOMException && error.name === "AbortError"),
    );
    if (claim !== mine || stopped) return;
    // Where locks are forbidden, each leads itself.
    lead(refused === true);
    // Taken away: in line for it again.
    if (!refused) void seek(false);
  }

  function watch(): void {
    const patience = (world.isVisible() ? SILENT_MS : SILENT_HIDDEN_MS) * (0.9 + world.random() / 10);
    const silence = () => world.now() - leader.heardAt;
    if (leading) sayAlive();
    else if (silence() >= patience || isBetter()) takeOver();
    cancelWatch = world.after(leading ? ALIVE_MS : Math.min(ALIVE_MS, patience - silence()), watch);
  }
  function takeOver(): void {
    leader = { heardAt: world.now(), visible: true };
    void seek(true);
  }
  const isBetter = () => !leader.visible && world.isVisible();
  let cancelWatch = world.after(ALIVE_MS, watch);
  const sleep = world.onWake(() => {
    if (leading) sayAlive();
    else if (isBetter()) takeOver();
  });
  void seek(false);
  return {
    leads: () => leading,
    post: channel.post,
    stop() {
      stopped = true;
      claim.abort();
      cancelWatch();
      sleep();
      channel.close();
      lead(false);
    },
  };
}
