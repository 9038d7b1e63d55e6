import { setTimeout as sleep } from "node:timers/promises";
import { join } from "./join";
import { readLock } from "./lock-file";
import { own } from "./own";
import { placeIn, type Place } from "./place";
import { PORT } from "./socket";

/** A PostgreSQL server on this machine that this process keeps up. */
export type EmbeddedServer = {
  /** Options for postgres.js: `host` is the directory of the server's unix socket. Add `user` and `database`. */
  readonly connection: { readonly host: string; readonly port: number };
  /** True when this process started the server, false when it joined one that was already up. */
  readonly owned: boolean;
  /**
   * Lets go of the server; again without effect. Close the connections before. The server is stopped when the last
   * process has let go or ended; who started it waits for that, unless others still hold it.
   */
  stop(): Promise<void>;
};

/** How long another process may hold a server that neither answers nor ends. */
const PATIENCE_MS = 120_000;
/** How long a start is tried again: what a killed server leaves behind takes a moment to end. */
const RETRY_MS = 10_000;
/** How long a server may stay up that nobody keeps up: one that is stopping says so at once. */
const ORPHAN_MS = 5_000;

/**
 * Starts the PostgreSQL of `<dataDir>/postgres`, made when missing, or joins it when another process has started it.
 * Its superuser is `postgres`, without a password: the socket is open to this user alone. Throws a sentence for the
 * user when the platform, the directory or the cluster's version does not allow it.
 */
export async function startEmbedded(options: {
  dataDir: string;
  log?: (line: string) => void;
}): Promise<EmbeddedServer> {
  const say = options.log ?? (() => {});
  const place = await placeIn(options.dataDir);
  const began = Date.now();
  let failing: number | undefined;
  let orphan: { pid: number; since: number } | undefined;
  for (;;) {
    const lock = await readLock(place.lock, place.cluster);
    if (lock.state === "ready") {
      const joined = await join(place, lock);
      if (typeof joined === "object") return server(joined, false, async () => joined.release());
      if (joined === "silent" || orphan?.pid !== lock.pid) orphan = { pid: lock.pid, since: Date.now() };
      if (Date.now() - orphan.since > ORPHAN_MS) stopOrphan(lock.pid);
    } else if (lock.state !== "busy") {
      const launched = await own(place, say);
      if ("stop" in launched) return server({ socketDir: place.socketDir, port: PORT }, true, launched.stop);
      failing ??= Date.now();
      if (Date.now() - failing > RETRY_MS) throw new Error(`PostgreSQL does not start: ${launched.failure}`);
    }
    if (Date.now() - began > PATIENCE_MS) throw unanswered(place);
    await sleep(20);
  }
}

function server(
  { socketDir, port }: { socketDir: string; port: number },
  owned: boolean,
  leave: () => Promise<void>,
): EmbeddedServer {
  let left: Promise<void> | undefined;
  return { connection: { host: socketDir, port }, owned, stop: () => (left ??= leave()) };
}

/** Its supervisor was killed: a server that nobody would ever stop makes way for one that ends with its users. */
function stopOrphan(pid: number): void {
  try {
    process.kill(pid, "SIGINT");
  } catch {
    // It has ended by itself.
  }
}

function unanswered({ cluster, log }: Place): Error {
  return new Error(`Another process holds the database in ${cluster}, and it does not answer: see ${log}.`);
}
