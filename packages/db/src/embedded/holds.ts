import { randomBytes } from "node:crypto";
import { closeSync, constants, openSync } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";

/** A name for the fifo of a server that has yet to win its data directory. */
export function newHolds(socketDir: string): string {
  return `${holdsOf(socketDir)}.${randomBytes(4).toString("hex")}`;
}

/** Gives the fifo its known name, once the server has won. */
export async function publishHolds(holds: string, socketDir: string): Promise<void> {
  await rename(holds, holdsOf(socketDir));
}

/**
 * Keeps a server up that another process has started, until `release` is called or this process ends.
 * "closing": its supervisor has gone, or is about to stop it. "absent": it was started by other means.
 */
export function holdOpen(socketDir: string): { release(): void } | "closing" | "absent" {
  try {
    const fd = openSync(holdsOf(socketDir), constants.O_WRONLY | constants.O_NONBLOCK);
    return { release: () => closeSync(fd) };
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ENXIO" ? "closing" : "absent";
  }
}

function holdsOf(socketDir: string): string {
  return join(socketDir, "holds");
}
