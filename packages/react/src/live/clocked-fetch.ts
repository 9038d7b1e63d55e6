import { pageClock } from "./page-clock";
import { serverClock } from "./server-clock";

/** As tRPC's links give it. */
type Init = Omit<RequestInit, "body" | "signal"> & {
  body?: BodyInit | null | undefined;
  signal?: AbortSignal | null | undefined;
};

/** `fetch`, which also sets the page's idea of the server's time: every answer carries it, the badge's among them. */
export async function clockedFetch(input: RequestInfo | URL, init: Init = {}): Promise<Response> {
  const sent = pageClock.now();
  const answer = await fetch(input, { ...init, body: init.body ?? null, signal: init.signal ?? null });
  const instant = answer.headers.get("x-server-time");
  if (instant !== null) serverClock.observe(instant, { sent, received: pageClock.now() });
  return answer;
}
