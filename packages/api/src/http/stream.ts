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

/** Where a stream writes to. */
export type Sink = {
  /** False when its reader is behind, who is told to have caught up by `drained`. */
  write(bytes: Uint8Array): boolean;
  end(): void;
  /** Breaks off, so that what was written cannot look complete. */
  fail(error: unknown): void;
};

/** A stream that has been promised as an answer. */
export type Stream = {
  /** Begins to write; once. */
  readonly open: (sink: Sink) => void;
  readonly drained: () => void;
  /** Nobody reads any more. */
  readonly leave: () => void;
};

const streams = new WeakMap<Response, Stream>();

/** The stream of an answer that has one and no body: whoever hands it on opens it, or calls `withBody`. */
export function streamOf(response: Response): Stream | undefined {
  return streams.get(response);
}

/** As many pieces wait for a reader of a body at the most: more than pings come in the time of a stream. */
const PIECES = 64;

type Source = UnderlyingDefaultSource<Uint8Array> & { readonly stream: Stream };

/** The same stream as the body that any server takes. It keeps as much again as the rest of the stream does. */
export function bodyOf(stream: Stream): ReadableStream<Uint8Array> {
  const source: Source = {
    stream,
    start(controller) {
      stream.open({
        write(bytes) {
          controller.enqueue(bytes);
          return (controller.desiredSize ?? 0) > 0;
        },
        end: () => controller.close(),
        fail: (error) => controller.error(error),
      });
    },
    pull: stream.drained,
    cancel: stream.leave,
  };
  return new ReadableStream(source, { highWaterMark: PIECES });
}

type Told = AsyncIterator<TrackedEnvelope<unknown>, void>;

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
  const response = new Response(null, { headers: HEADERS });
  streams.set(response, createStream(told, request));
  return response;
}

function createStream(told: Told, request: Request): Stream & { readonly request: Request } {
  let sink: Sink | undefined;
  let isBehind = false;
  let isAsked = false;
  let isOver = false;
  let ping: NodeJS.Timeout | undefined;
  let over: NodeJS.Timeout | undefined;
  const leave = () => {
    if (isOver) return;
    isOver = true;
    sink = undefined;
    clearTimeout(ping);
    clearTimeout(over);
    void told.return?.();
  };
  const close = (how: (to: Sink) => void) => {
    const open = sink;
    leave();
    if (open) how(open);
  };
  const end = () => close((to) => to.end());
  const fail = (error: unknown) => close((to) => to.fail(error));
  const write = (bytes: Uint8Array) => {
    isBehind = sink?.write(bytes) === false;
  };
  async function tell(): Promise<void> {
    isAsked = true;
    try {
      const { done, value } = await told.next();
      if (done === true) return end();
      write(bytesOf(`data: ${JSON.stringify(value[1])}\nid: ${value[0]}`));
      ping?.refresh();
    } catch (error) {
      return isAbort(error) ? end() : fail(error);
    }
    isAsked = false;
    if (sink && !isBehind) void tell();
  }
  return {
    // Node may forget a request that nobody holds, and then its signal never says that whoever sent it has left.
    request,
    open(to) {
      sink = to;
      ping = setTimeout(() => {
        if (!isBehind) write(PING);
        ping?.refresh();
      }, SSE.ping.intervalMs).unref();
      // What a reader has not taken by then keeps nobody waiting.
      over = setTimeout(
        () => (isBehind ? fail(new Error("The reader of a stream is behind.")) : end()),
        SSE.maxDurationMs,
      );
      over.unref();
      write(CONNECTED);
      if (!isBehind) void tell();
    },
    drained() {
      if (!sink || !isBehind) return;
      isBehind = false;
      // A ping may have found its reader behind while the next one was waited for.
      if (!isAsked) void tell();
    },
    leave,
  };
}

/** Says what went wrong, in the words of tRPC's shape of it, and ends: a status but 200 would not be read. */
export function failedStream(shape: object): Response {
  const parts = [CONNECTED, bytesOf(`event: serialized-error\ndata: ${JSON.stringify(shape)}`)];
  return new Response(Buffer.concat(parts), { headers: HEADERS });
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
