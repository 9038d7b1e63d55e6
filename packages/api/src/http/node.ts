import { randomUUID } from "node:crypto";
import { ServerResponse, type IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import { getRequestListener, RequestError } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { noteAddress } from "./address";
import { harden } from "./headers";
import { pour } from "./pour";
import { streamOf, type Sink, type Stream } from "./stream";
import { textOf, withBody } from "./text";

/** Answers a request of a server of `node:http`. */
export type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/**
 * How long (ms) a server of `node:http` waits: for the head of a request, for all of it, and for the next one. Whoever sends
 * a byte now and then holds a connection no longer than that.
 */
export const PATIENCE = {
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
} as const;

/** Below it, what is saved is not worth the time: it travels in one packet anyway. */
const MIN_GZIPPED = 1_400;
const GZIP = /(^|[\s,])gzip(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i;
const squeeze = promisify(gzip);

/** Listens on a server of `node:http`: texts are written as they are, or packed for who takes that, events as they come. */
export function nodeListener(answer: (request: Request) => Promise<Response>): Listener {
  const listen = getRequestListener(
    async (request, { incoming, outgoing }) => {
      noteAddress(request, incoming.socket.remoteAddress);
      const response = await answer(request);
      if (!(outgoing instanceof ServerResponse)) return withBody(response);
      const stream = streamOf(response);
      if (stream) return writeStream(stream, response, outgoing);
      const text = textOf(response);
      if (text === undefined) {
        if (response.body === null) return response;
        outgoing.writeHead(response.status, [...response.headers].flat());
        outgoing.flushHeaders();
        await pour(response.body, outgoing);
        return RESPONSE_ALREADY_SENT;
      }
      const { body, length, headers } = await packed(text, response.headers, request.headers);
      outgoing.writeHead(response.status, [...headers, ["content-length", `${length}`]].flat());
      outgoing.end(body);
      return RESPONSE_ALREADY_SENT;
    },
    {
      // Others may live in the same isolate.
      overrideGlobalObjects: false,
      // For who names none, as HTTP/1.0 allows: checks of health do.
      hostname: "localhost",
      errorHandler: unanswered,
    },
  );
  return (incoming, outgoing) => void listen(incoming, outgoing);
}

/** Written by itself from here on: a body of the web around it would keep as much again for each reader. */
function writeStream(stream: Stream, { status, headers }: Response, outgoing: ServerResponse): Response {
  outgoing.writeHead(status, [...headers].flat());
  outgoing.on("drain", stream.drained);
  outgoing.on("close", stream.leave);
  const sink: Sink = {
    write: (bytes) => outgoing.write(bytes),
    end: () => outgoing.end(),
    fail: () => outgoing.destroy(),
  };
  // Whoever has left by now is heard to leave by nobody.
  if (outgoing.closed) stream.leave();
  else stream.open(sink);
  return RESPONSE_ALREADY_SENT;
}

/** For a request that cannot even be read, since all others have an answer. */
function unanswered(error: unknown): Response {
  const response = new Response(null, { status: error instanceof RequestError ? 400 : 500 });
  harden(response.headers, { requestId: randomUUID(), https: false });
  return response;
}

type Packed = { body: string | Buffer; length: number; headers: Headers };

// A text is written together with its headers, bytes apart from them.
async function packed(text: string, headers: Headers, asked: Headers): Promise<Packed> {
  const length = Buffer.byteLength(text);
  if (length < MIN_GZIPPED) return { body: text, length, headers };
  headers.append("vary", "accept-encoding");
  if (!GZIP.test(asked.get("accept-encoding") ?? "")) return { body: text, length, headers };
  headers.set("content-encoding", "gzip");
  const body = await squeeze(text, { level: constants.Z_BEST_SPEED });
  return { body, length: body.length, headers };
}
