import { ServerResponse, type IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import { getRequestListener } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { textOf } from "./text";

/** Answers a request of a server of `node:http`. */
export type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/** Below it, what is saved is not worth the time: it travels in one packet anyway. */
const MIN_GZIPPED = 1_400;
const GZIP = /(^|[\s,])gzip(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i;
const squeeze = promisify(gzip);

/** Listens on a server of `node:http`: texts are written as they are, or packed for who takes that; all else is streamed. */
export function nodeListener(handle: (request: Request) => Promise<Response>): Listener {
  const listen = getRequestListener(
    async (request, { outgoing }) => {
      const response = await handle(request);
      const text = textOf(response);
      if (text === undefined || !(outgoing instanceof ServerResponse)) return response;
      const { body, headers } = await packed(text, response.headers, request.headers);
      outgoing.writeHead(response.status, [...headers, ["content-length", `${body.length}`]].flat());
      outgoing.end(body);
      return RESPONSE_ALREADY_SENT;
    },
    // Next's classes live in the same process.
    { overrideGlobalObjects: false },
  );
  return (incoming, outgoing) => void listen(incoming, outgoing);
}

type Packed = { body: Buffer; headers: Headers };

async function packed(text: string, headers: Headers, asked: Headers): Promise<Packed> {
  const plain = Buffer.from(text);
  if (plain.length < MIN_GZIPPED) return { body: plain, headers };
  headers.append("vary", "accept-encoding");
  if (!GZIP.test(asked.get("accept-encoding") ?? "")) return { body: plain, headers };
  headers.set("content-encoding", "gzip");
  return { body: await squeeze(plain, { level: constants.Z_BEST_SPEED }), headers };
}
