import type { Listener } from "@pipeline/api/http/node";

/** Gives a request for the API to the application and any other to the pages. */
export function split(api: Listener, pages: Listener): Listener {
  return (incoming, outgoing) => (incoming.url?.startsWith("/api/") ? api : pages)(incoming, outgoing);
}
