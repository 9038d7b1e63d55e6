import { onTestFinished } from "vitest";
import { readEvents } from "../../notifications/testing-stream";
import type { App } from "../app";
import { ORIGIN } from "../testing";

export const CHANGES = "/api/trpc/notifications.changes";

type Options = { query?: string; headers?: Record<string, string>; method?: string };

/** Opens a stream of changes; it is left at the end of the test at the latest. */
export async function openStream(app: App, { headers }: { headers: Record<string, string> }, options: Options = {}) {
  const gone = new AbortController();
  const { query = "", method = "GET" } = options;
  const request = new Request(`${ORIGIN}${CHANGES}${query}`, {
    method,
    headers: { accept: "text/event-stream", ...headers, ...options.headers },
    signal: gone.signal,
  });
  const response = await app.handle(request);
  onTestFinished(() => gone.abort());
  const events = readEvents(response);
  return {
    response,
    next: events.next,
    everything: events.everything,
    /** The version of the next event; undefined at the end. */
    async version(): Promise<number | undefined> {
      const id = (await events.next())?.id;
      return id === undefined ? undefined : Number(id);
    },
    leave: () => gone.abort(),
    cancel: events.leave,
  };
}
