import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodeListener } from "../node";
import { createTestHttp, ORIGIN, type Person, type TestHttp } from "../testing";
import { LEAK } from "./leaks";

const HOST = new URL(ORIGIN).host;

let http: TestHttp;
let ann: Person;
let server: Server;
beforeAll(async () => {
  http = await createTestHttp();
  ann = await http.person();
  server = createServer(nodeListener((request) => http.pipeline.answer(request))).listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => server.close());

function dial(): Socket {
  const address = server.address();
  // What the other side breaks off is what this is about.
  return connect(typeof address === "object" ? (address?.port ?? 0) : 0, "127.0.0.1").on("error", () => {});
}

type Heard = { statuses: number[]; text: string; isClosed: boolean };

/** Says this and listens until the connection closes, or nothing has come for a while after an answer. */
async function say(...words: (string | Buffer)[]): Promise<Heard> {
  const socket = dial();
  let text = "";
  let isClosed = false;
  const closed = new Promise<void>((resolve) => {
    socket.on("data", (data) => {
      text += data.toString("latin1");
      socket.setTimeout(300);
    });
    socket.on("timeout", () => resolve());
    socket.on("close", () => {
      isClosed = true;
      resolve();
    });
  });
  for (const word of words) socket.write(word);
  await closed;
  socket.destroy();
  expect(text).not.toMatch(LEAK);
  return { statuses: [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map((found) => Number(found[1])), text, isClosed };
}

const lines = (...all: readonly string[]) => `${all.join("\r\n")}\r\n\r\n`;
const post = (...headers: string[]) =>
  lines(
    "POST /api/jobs HTTP/1.1",
    `Host: ${HOST}`,
    `Cookie: ${ann.headers.cookie}`,
    `Origin: ${ORIGIN}`,
    "Content-Type: application/json",
    ...headers,
  );
const get = (...headers: string[]) => lines("GET /api/jobs HTTP/1.1", `Host: ${HOST}`, ...headers);
const jobs = async () => JSON.stringify((await http.send("GET", "/api/jobs", ann)).body);

/** Requests that two servers could read in two ways. */
const EVIL = '{"name":"evil"}';
const CHUNKED = "Transfer-Encoding: chunked";
const AMBIGUOUS: [string, () => string][] = [
  ["chunked and with a length", () => `${post(`Content-Length: ${EVIL.length}`, CHUNKED)}f\r\n${EVIL}\r\n0\r\n\r\n`],
  ["two lengths", () => post(`Content-Length: ${EVIL.length}`, "Content-Length: 3") + EVIL],
  ["a length that is none", () => post(`Content-Length: ${EVIL.length}x`) + EVIL],
  ["a negative length", () => post("Content-Length: -2") + EVIL],
  ["an unknown encoding", () => post("Transfer-Encoding: gzip, xchunked") + EVIL],
  ["a chunk whose size is none", () => `${post(CHUNKED)}zz\r\n${EVIL}\r\n0\r\n\r\n`],
  ["a chunk after which comes none", () => `${post(CHUNKED)}f\r\n${EVIL}\r\nzz\r\n\r\n`],
  ["a blank before the colon", () => post(`Content-Length : ${EVIL.length}`) + EVIL],
  ["a folded header", () => get("X-A: 1\r\n  2", "X-B: 2")],
  ["a NUL in a header", () => get("X-Api-Key: pk_\u0000x")],
  ["a NUL in the path", () => lines("GET /api/\u0000jobs HTTP/1.1", `Host: ${HOST}`)],
  ["no host", () => lines("GET /api/jobs HTTP/1.1", "X-A: 1")],
  ["another protocol", () => lines("PRI * HTTP/2.0", "", "SM")],
  ["no HTTP at all", () => "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n"],
  ["a method nobody knows", () => lines("BREW /api/jobs HTTP/1.1", `Host: ${HOST}`)],
];

describe("#30 over a connection", () => {
  test.each(AMBIGUOUS)(
    "a request with %s is refused, the connection closed, and nothing done",
    async (_name, request) => {
      const { statuses, isClosed } = await say(request());
      expect([statuses, isClosed]).toEqual([[400], true]);
    },
  );

  test("a body longer than its length is no part of it, and its rest no request", async () => {
    const { statuses, isClosed } = await say(post("Content-Length: 2") + `{},${EVIL}`);
    // Node ends the connection at the second, answered or not.
    expect([statuses.at(-1), isClosed]).toEqual([400, true]);
  });

  test("a body that ends before its length is not taken for whole", async () => {
    const socket = dial();
    socket.end(post("Content-Length: 20") + EVIL);
    socket.resume();
    await once(socket, "close");
    expect(await jobs()).not.toContain("evil");
  });

  test("a hundred thousand headers, a long one and a long path are 431", async () => {
    const many = get(Array.from({ length: 100_000 }, (_, i) => `X-${i}: 1`).join("\r\n"));
    const long = get(`X-A: ${"a".repeat(100_000)}`);
    const path = lines(`GET /api/jobs?${"a".repeat(100_000)} HTTP/1.1`, `Host: ${HOST}`);
    for (const request of [many, long, path]) {
      const { statuses, isClosed } = await say(request);
      expect([statuses, isClosed]).toEqual([[431], true]);
    }
  });

  test("twenty megabytes are refused before they are read", async () => {
    const piece = Buffer.alloc(64 * 1024, 0x20);
    for (const headers of [["Content-Length: 20971520"], ["Transfer-Encoding: chunked"]]) {
      const chunk = headers[0]?.startsWith("T") ? [Buffer.from("10000\r\n"), piece, Buffer.from("\r\n")] : [piece];
      const { statuses } = await say(post(...headers), ...Array.from({ length: 320 }, () => chunk).flat());
      expect(statuses[0]).toBe(413);
    }
    expect((await say(get())).statuses).toEqual([401]);
  });

  test("two requests in one breath are two answers, each to its own", async () => {
    const first = get(`Cookie: ${ann.headers.cookie}`);
    const { statuses, text } = await say(first + get());
    expect(statuses).toEqual([200, 401]);
    expect(text.match(/"jobs":/g)).toHaveLength(1);
  });

  test("#40 two keys, two hosts or somebody else's host show nothing", async () => {
    const key = (await http.key(ann.userId, ["jobs:read"]))["x-api-key"];
    const twice = [`Authorization: Bearer ${key}`, `X-Api-Key: ${key}`];
    expect((await say(get(`X-Api-Key: ${key}`))).statuses).toEqual([200]);
    expect((await say(get(...twice))).statuses).toEqual([401]);
    expect((await say(get(`X-Api-Key: ${key}`, `X-Api-Key: ${key}`))).statuses).toEqual([401]);
    expect((await say(get(`Authorization: Bearer ${key}`, `Authorization: Bearer ${key}`))).statuses).toEqual([401]);
    expect((await say(get("Authorization: Bearer \u00ff"))).statuses).toEqual([401]);
    const evil = await say(lines("GET http://evil.test/api/jobs HTTP/1.1", "Host: evil.test"));
    expect([evil.statuses, evil.text.includes("evil.test")]).toEqual([[401], false]);
    expect(
      (await say(lines("GET /api/jobs HTTP/1.1", `Host: ${HOST}`, "Host: evil.test"))).statuses[0],
    ).toBeGreaterThan(399);
  });

  test("of what was refused nothing was done", async () => {
    // What came whole has its answer by now.
    await expect.poll(jobs).toContain('"jobs":[{');
    expect(await jobs()).not.toContain("evil");
  });
});
