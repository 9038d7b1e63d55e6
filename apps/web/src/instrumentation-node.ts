import { getApp } from "@pipeline/api/http";
import { stopOnSignal } from "@pipeline/api/http/signals";

/** Starts the application behind the server that listens already; until it is ready, requests are answered 503. */
export function start(): void {
  const starting = getApp();
  stopOnSignal(starting);
  starting.then(
    ({ env }) => console.log(banner(env)),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exit(1);
    },
  );
}

function banner({ appUrl, demo }: { appUrl: string; demo: boolean }): string {
  const lines = [`Pipeline is ready at ${appUrl}`];
  if (demo) lines.push("Demo sign-in: demo@pipeline.local / pipeline-demo");
  return `\n${lines.join("\n")}\n`;
}
