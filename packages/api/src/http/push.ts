import { setTimeout as sleep } from "node:timers/promises";
import type { Database, Db } from "@pipeline/db";
import type { Logger } from "pino";
import { INBOX_CHANNEL, toHint, type Hint } from "../notifications/hint";
import { createHub, type Hub } from "../notifications/hub";
import { versionsOf } from "../notifications/inbox";
import { createTouches } from "../notifications/touches";

/** What lets people hear of changes at once, whichever process made them. Losing it costs time, never data. */
export type Push = {
  readonly hub: Hub;
  /** Takes a change that no notification tells to all processes. */
  readonly touch: (hint: Hint) => void;
  /** Ends the streams of this process. */
  readonly endStreams: () => void;
  /** Ends streams and the listening. */
  stop(): Promise<void>;
};

const TRIES = 5;
const RETRY_MS = 300;

/** Listens for as long as the process runs. */
export function startPush({ owner, listen }: Pick<Database, "owner" | "listen">, log: Logger): Push {
  const hub = createHub();
  const touches = createTouches(owner.db, (err) => log.debug({ err }, "Hints were lost."));
  const stopping = new AbortController();
  const listening = listen(INBOX_CHANNEL, {
    onMessage(payload) {
      const hint = toHint(payload);
      if (hint) hub.publish(hint);
    },
    onListening() {
      catchUp(owner.db, hub, stopping.signal).catch((err: unknown) => log.debug({ err }, "Hints were lost."));
    },
    onLost: (err) => log.warn({ err }, "Changes are heard late until the database can be listened to again."),
  });
  return {
    hub,
    touch: touches.touch,
    endStreams: hub.stop,
    async stop() {
      hub.stop();
      stopping.abort();
      await touches.stop();
      await listening.stop();
    },
  };
}

/** What was told while nobody listened is lost without an error: everybody hears where their inbox is. */
async function catchUp(owner: Db, hub: Hub, signal: AbortSignal): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      for (const hint of await versionsOf(owner, hub.users())) hub.publish(hint);
      return;
    } catch (error) {
      // Connections of the pool may have died with the listener's.
      if (tries === TRIES || signal.aborted) throw error;
      await sleep(RETRY_MS, undefined, { signal, ref: false });
    }
  }
}
