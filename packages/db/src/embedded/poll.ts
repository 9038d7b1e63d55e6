import { setTimeout as sleep } from "node:timers/promises";

/** Asks `probe` every `everyMs` milliseconds until it answers; undefined when `timeoutMs` has passed first. */
export async function poll<T>(
  probe: () => Promise<T | undefined> | T | undefined,
  { timeoutMs, everyMs = 20 }: { timeoutMs: number; everyMs?: number },
): Promise<T | undefined> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await probe();
    if (answer !== undefined) return answer;
    if (Date.now() >= deadline) return undefined;
    await sleep(everyMs);
  }
}
