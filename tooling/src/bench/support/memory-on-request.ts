// Loaded before a server: tells whoever started it what it keeps once its garbage is gone.
import { setTimeout as sleep } from "node:timers/promises";

process.on("message", () => void answer());
process.channel?.unref();

async function answer(): Promise<void> {
  for (let times = 0; times < 4; times++) {
    globalThis.gc?.();
    await sleep(100);
  }
  process.send?.(process.memoryUsage());
}
