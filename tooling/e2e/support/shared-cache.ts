import { once } from "node:events";
import {
  createServer,
  request as send,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";

type Kept = { status: number; headers: IncomingHttpHeaders; body: Buffer };

/** A cache between people and a server, as a company or a content network has one. */
export type SharedCache = { readonly url: string; hits: () => number; close: () => void };

const USUAL = new Set([200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501]);
const FORBIDS = /no-store|private|no-cache|max-age=0|s-maxage=0/;

/** Keeps what a cache for all may keep, by address alone but for what `Vary` says, and gives it to whoever asks next. */
export async function createSharedCache(target: string): Promise<SharedCache> {
  const kept = new Map<string, Kept>();
  const varies = new Map<string, string[]>();
  let hits = 0;
  const { hostname, port, host } = new URL(target);
  const keyOf = ({ url = "", headers }: IncomingMessage) =>
    JSON.stringify([url, (varies.get(url) ?? []).map((name) => headers[name])]);

  async function pass(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const found = asked.method === "GET" ? kept.get(keyOf(asked)) : undefined;
    if (found) hits++;
    const { status, headers, body } = found ?? (await fetched(asked));
    answer.writeHead(status, headers).end(body);
  }

  async function fetched(asked: IncomingMessage): Promise<Kept> {
    const { method, url = "" } = asked;
    const onward = send({ hostname, port, method, path: url, headers: { ...asked.headers, host }, agent: false });
    asked.pipe(onward);
    const [answered] = (await once(onward, "response")) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of answered) chunks.push(chunk as Buffer);
    const { statusCode: status = 0, headers } = answered;
    const whole = { status, headers, body: Buffer.concat(chunks) };
    // What says nothing may be kept too, if its status is one of these (RFC 9110, 15.1).
    const mayBe = headers["cache-control"] !== undefined || USUAL.has(status);
    if (method === "GET" && mayBe && !FORBIDS.test(headers["cache-control"] ?? "") && headers.vary !== "*") {
      varies.set(
        url,
        (headers.vary ?? "")
          .split(",")
          .map((name) => name.trim().toLowerCase())
          .filter(Boolean),
      );
      kept.set(keyOf(asked), whole);
    }
    return whole;
  }

  const server = createServer((asked, answer) => void pass(asked, answer)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const own = typeof address === "object" ? address?.port : undefined;
  return { url: `http://127.0.0.1:${own}`, hits: () => hits, close: () => void server.close() };
}
