import { holdOpen } from "./holds";
import { readLock } from "./lock-file";
import type { Place } from "./place";
import { poll } from "./poll";
import { answers, socketPath } from "./socket";

type Address = { readonly pid: number; readonly socketDir: string; readonly port: number };

export type Joined = Address & { readonly release: () => void };

/** A server is up a moment before it can be held. */
const PUBLISHED_MS = 1_000;

/**
 * Holds the server another process has started. "closing": nobody keeps it up any more, it is about to stop.
 * "silent": it does not answer, or has gone in the meantime.
 */
export async function join(place: Place, { pid, socketDir, port }: Address): Promise<Joined | "closing" | "silent"> {
  const isCurrent = async () => {
    const now = await readLock(place.lock, place.cluster);
    return now.state === "ready" && now.pid === pid;
  };
  const holdOrNone = async () => {
    const hold = holdOpen(socketDir);
    if (hold !== "absent") return hold;
    return (await isCurrent()) ? undefined : "closing";
  };
  // One that was started by other means cannot be held: it is whoever started it who keeps it up.
  const hold = (await poll(holdOrNone, { timeoutMs: PUBLISHED_MS })) ?? { release: () => {} };
  if (hold === "closing") return "closing";
  if ((await isCurrent()) && (await answers(socketPath(socketDir, port)))) {
    return { pid, socketDir, port, release: () => hold.release() };
  }
  hold.release();
  return "silent";
}
