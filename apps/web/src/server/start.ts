import { type App, getApp } from "@pipeline/api/http";
import { stopOnSignal } from "@pipeline/api/http/signals";

/**
 * Starts the application of this process and closes it at a signal, after `first`. Says when it is ready; ends the process
 * with the reason when it cannot start.
 */
export function startApplication(first?: () => Promise<void>): Promise<App> {
  const starting = getApp();
  stopOnSignal(starting, first);
  return starting.catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
}

/** What people read who have started it. */
export function banner({ appUrl, demo }: { appUrl: string; demo: boolean }): string {
  const lines = [`Pipeline is ready at ${appUrl}`];
  if (demo) lines.push("Demo sign-in: demo@pipeline.local / pipeline-demo");
  return `\n${lines.join("\n")}\n`;
}
