import { randomInt } from "node:crypto";
import { once } from "node:events";
import net from "node:net";

// Below what systems lend to outgoing connections, from 32768 on at the lowest: one of those may be lent again before a
// server listens on it.
const [FROM, TO] = [20_000, 32_000];
const TRIES = 100;

/** A port of this machine that is free now. */
export async function freePort(): Promise<number> {
  for (let left = TRIES; left > 0; left -= 1) {
    const port = randomInt(FROM, TO);
    if (await isFree(port)) return port;
  }
  throw new Error(`No port from ${FROM} to ${TO} is free.`);
}

async function isFree(port: number): Promise<boolean> {
  const server = net.createServer();
  try {
    await once(server.listen(port, "127.0.0.1"), "listening");
    await once(server.close(), "close");
    return true;
  } catch {
    return false;
  }
}
