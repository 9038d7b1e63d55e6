import type { TrackedEnvelope } from "@trpc/server";
import { SSE } from "../trpc";

/** True for a request that an EventSource sends. */
export function wantsEvents(request: Request): boolean {
  return request.headers.get("accept")?.includes("text/event-stream") ?? false;
}

// A proxy that collects what it passes on would hold events back.
const HEADERS = { "content-type": "text/event-stream", "x-accel-buffering": "no" };

/** A stream without events: an EventSource comes back in a moment, while any status but 200 makes it give up for good. */
export function comeBack(): Response {
  return new Response("retry: 3000\n\n", { headers: HEADERS });
}

type Told = AsyncIterator<TrackedEnvelope<unknown>, void>;
type Source = UnderlyingDefaultSource<Uint8Array> & { readonly request: Request };

const encoder = new TextEncoder();
const bytesOf = (fields: string) => encoder.encode(`${fields}\n\n\n`);
const CONNECTED = bytesOf(`event: connected\ndata: ${JSON.stringify(SSE.client)}`);
const PING = bytesOf("event: ping\ndata: ");

/**
 * Server-sent events as tRPC's clients read them, each in one piece: tRPC's own writer sends four, through five streams,
 * and keeps ten times as much while nothing happens. What is told is asked for when there is room, pings come when nothing
 * else has, and the stream ends without a word when its source throws AbortError, so that its reader comes back.
 */
export function eventStream(told: Told, request: Request): Response {
  let ping: NodeJS.Timeout | undefined;
  let over: NodeJS.Timeout | undefined;
  const leave = async () => {
    clearTimeout(ping);
    clearTimeout(over);
    await told.return?.();
  };
  const source: Source = {
    // Node may forget a request that nobody holds, and then its signal never says that whoever sent it has left.
    request,
    start(controller) {
      controller.enqueue(CONNECTED);
      ping = setTimeout(() => {
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(PING);
        ping?.refresh();
      }, SSE.ping.intervalMs).unref();
      over = setTimeout(() => void leave(), SSE.maxDurationMs).unref();
    },
    async pull(controller) {
      try {
        const { done, value } = await told.next();
        if (done === true) {
          await leave();
          return controller.close();
        }
        controller.enqueue(bytesOf(`data: ${JSON.stringify(value[1])}\nid: ${value[0]}`));
        ping?.refresh();
      } catch (error) {
        await leave();
        if (!isAbort(error)) throw error;
        controller.close();
      }
    },
    cancel: leave,
  };
  return new Response(new ReadableStream(source), { headers: HEADERS });
}

/** Says what went wrong, in the words of tRPC's shape of it, and ends: a status but 200 would not be read. */
export function failedStream(shape: object): Response {
  const parts = [CONNECTED, bytesOf(`event: serialized-error\ndata: ${JSON.stringify(shape)}`)];
  return new Response(Buffer.concat(parts), { headers: HEADERS });
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
