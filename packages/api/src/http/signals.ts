import type { App } from "./app";

const SIGNALS = ["SIGTERM", "SIGINT"] as const;
const PATIENCE_MS = 7_000;
/** An open event stream keeps the server from closing. */
const SERVER_PATIENCE_MS = 1_000;

/**
 * Closes the application at a signal, after `first`, and only then lets those who listened before (the server) act on it:
 * they would end the process while the database is still open. Ends the process itself where they do not.
 */
export function stopOnSignal(starting: Promise<App>, first = async () => {}): void {
  const closed = () => Promise.all([starting, first()]).then(([app]) => app.close());
  for (const signal of SIGNALS) {
    const others = process.listeners(signal);
    process.removeAllListeners(signal);
    // A second signal finds this listener, and nobody who would cut the first one short.
    process.on(signal, () => void stop(closed, () => others.forEach((listener) => listener(signal))));
  }
}

let stopping: Promise<void> | undefined;

function stop(close: () => Promise<void>, proceed: () => void): Promise<void> {
  return (stopping ??= closeAndProceed(close, proceed));
}

async function closeAndProceed(close: () => Promise<void>, proceed: () => void): Promise<void> {
  setTimeout(() => process.exit(1), PATIENCE_MS).unref();
  const failed = await close().then(
    () => false,
    () => true,
  );
  setTimeout(() => process.exit(failed ? 1 : 0), SERVER_PATIENCE_MS).unref();
  proceed();
}
