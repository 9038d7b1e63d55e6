import type { Listener } from "@pipeline/api/http/node";

/** What stands before the path where a request names its host as well, as to a proxy. */
const AUTHORITY = /^https?:\/\/[^/?]*/i;

/** Gives a request for the API to the application and any other to the pages. */
export function split(api: Listener, pages: Listener): Listener {
  return (incoming, outgoing) => {
    incoming.url = incoming.url?.replace(AUTHORITY, "") || "/";
    (incoming.url.startsWith("/api/") ? api : pages)(incoming, outgoing);
  };
}
