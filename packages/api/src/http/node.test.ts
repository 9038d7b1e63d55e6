import { EventEmitter, once } from "node:events";
import { createServer, request } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { text } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { nodeListener } from "./node";
import { eventStream } from "./stream";
import { textAnswer } from "./text";

const LONG = JSON.stringify({ text: "ä".repeat(2_000) });
const endings = new EventEmitter();
const answers: Record<string, () => Response> = {
  "/short": () => textAnswer("{}", { headers: { "content-type": "application/json" } }),
  "/long": () => textAnswer(LONG, { status: 207, headers: { vary: "accept" } }),
  "/cookies": () => {
    const response = textAnswer("{}", { status: 201 });
    for (const cookie of ["a=1; Path=/", "b=2; Path=/"]) response.headers.append("set-cookie", cookie);
    return response;
  },
  "/failing": () => {
    throw new Error("a secret");
  },
  "/broken/-1": () => broken(-1),
  "/broken/0": () => broken(0),
  "/broken/1": () => broken(1),
  "/broken/9": () => broken(9),
  "/endless": () =>
    new Response(
      new ReadableStream({ pull: (c) => c.enqueue(Buffer.alloc(1_000)), cancel: () => void endings.emit("left") }),
    ),
  "/empty": () => new Response(null, { status: 204 }),
  "/stream": () => new Response(new Blob(["streamed"]).stream(), { headers: { "content-type": "text/plain" } }),
};

/** A body that fails after some pieces, which come one by one. */
function broken(pieces: number): Response {
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => void (pieces < 0 && controller.error(new Error("a secret"))),
    async pull(controller) {
      await sleep(sent > 0 ? 5 : 0);
      if (sent++ < pieces) controller.enqueue(Buffer.from("a row\n"));
      else controller.error(new Error("a secret"));
    },
  });
  return new Response(body, { headers: { "content-type": "text/csv" } });
}

const server = createServer(
  nodeListener(async (asked) =>
    (answers[new URL(asked.url).pathname] ?? (() => new Response(null, { status: 404 })))(),
  ),
);
beforeAll(() => once(server.listen(0, "127.0.0.1"), "listening"));
afterAll(() => server.close());

async function get(path: string, headers: Record<string, string> = {}, method = "GET") {
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const sent = request({ host: "127.0.0.1", port, path, headers, method, agent: false }).end();
  const [response] = await once(sent, "response");
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const { statusCode: status, headers: answered } = response;
  return { status, headers: answered, body: Buffer.concat(chunks) };
}

/** What is said to a request in its own words, over a connection of its own. */
async function say(words: string): Promise<string> {
  const address = server.address();
  const socket = connect(typeof address === "object" ? (address?.port ?? 0) : 0, "127.0.0.1");
  socket.write(`${words}\r\nConnection: close\r\n\r\n`);
  return text(socket);
}

describe("on a server of node:http", () => {
  test("a text is written with its length, status and headers", async () => {
    const { status, headers, body } = await get("/short");
    expect({ status, type: headers["content-type"], length: headers["content-length"] }).toEqual({
      status: 200,
      type: "application/json",
      length: "2",
    });
    expect(body.toString()).toBe("{}");
  });

  test("every cookie is set on its own", async () => {
    expect(await get("/cookies")).toMatchObject({
      status: 201,
      headers: { "set-cookie": ["a=1; Path=/", "b=2; Path=/"] },
    });
  });

  test("a long text is packed for who takes that, and for nobody else", async () => {
    const packed = await get("/long", { "accept-encoding": "br, gzip, deflate" });
    expect(packed).toMatchObject({
      status: 207,
      headers: { "content-encoding": "gzip", vary: "accept, accept-encoding" },
    });
    expect(gunzipSync(packed.body).toString()).toBe(LONG);
    expect(packed.headers["content-length"]).toBe(`${packed.body.length}`);
    for (const accepted of ["", "br", "gzip;q=0", "identity, gzip; q=0.0", "xgzip"]) {
      const { headers, body } = await get("/long", { "accept-encoding": accepted });
      expect(headers["content-encoding"]).toBeUndefined();
      expect(headers.vary).toBe("accept, accept-encoding");
      expect(body.toString()).toBe(LONG);
    }
    expect((await get("/short", { "accept-encoding": "gzip" })).headers["content-encoding"]).toBeUndefined();
  });

  test("what is no text goes through as it is", async () => {
    expect((await get("/stream")).body.toString()).toBe("streamed");
    expect(await get("/empty")).toMatchObject({ status: 204, body: Buffer.alloc(0) });
    expect((await get("/nowhere")).status).toBe(404);
    expect(await get("/long", {}, "HEAD")).toMatchObject({ status: 207, body: Buffer.alloc(0) });
  });

  test("a stream is not kept for who has left before it was there", async () => {
    let forgotten = 0;
    const told = {
      next: () => new Promise<never>(() => {}),
      return: async () => ({ done: true as const, value: void (forgotten += 1) }),
    };
    const busy = createServer(
      nodeListener(async (asked) => {
        await left;
        return eventStream(told, asked);
      }),
    );
    const left = once(busy, "request").then(([, outgoing]) => once(outgoing, "close"));
    onTestFinished(() => void busy.close());
    await once(busy.listen(0, "127.0.0.1"), "listening");
    const address = busy.address();
    const reader = connect(typeof address === "object" ? (address?.port ?? 0) : 0, "127.0.0.1");
    reader.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await once(busy, "request");
    reader.destroy();
    await expect.poll(() => forgotten).toBe(1);
  });

  test("a caller of HTTP/1.0 need not name a host", async () => {
    expect(await say("GET /short HTTP/1.0")).toMatch(/^HTTP\/1.1 200 [^]*{}$/);
  });

  test.each(["Host: a b", "Host: a@b", "Host:\r\nX: ", "Host: a"])(
    "what cannot be read (%j) is refused with the headers of every answer",
    async (host) => {
      const answer = await say(`GET /sho\\rt HTTP/1.1\r\n${host}`);
      expect(answer).toMatch(/^HTTP\/1.1 400 /);
      for (const header of ["x-request-id: ", "x-content-type-options: nosniff", "cache-control: private, no-store"]) {
        expect(answer).toContain(header);
      }
    },
  );

  test.each([-1, 0, 1, 9])(
    "a body that fails after %i pieces never looks complete, and says nothing of why",
    async (pieces) => {
      const printed = vi.spyOn(console, "error").mockReturnValue();
      const address = server.address();
      const socket = connect(typeof address === "object" ? (address?.port ?? 0) : 0, "127.0.0.1").on("error", () => {});
      socket.write(`GET /broken/${pieces} HTTP/1.1\r\nHost: a\r\n\r\n`);
      const chunks: Buffer[] = [];
      socket.on("data", (chunk) => chunks.push(chunk));
      await once(socket, "close");
      const answer = Buffer.concat(chunks).toString();
      expect(answer).not.toMatch(/secret|Error/);
      // What ends a body that comes in pieces.
      expect(answer).not.toMatch(/\r\n0\r\n|content-length/i);
      expect(printed).not.toHaveBeenCalled();
      printed.mockRestore();
    },
  );

  test("a body is not asked for any more once its reader has left", async () => {
    const address = server.address();
    const socket = connect(typeof address === "object" ? (address?.port ?? 0) : 0, "127.0.0.1");
    socket.write("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
    await once(socket, "data");
    const left = once(endings, "left");
    socket.destroy();
    expect(await left).toEqual([]);
  });

  test("an answer that fails says nothing of why", async () => {
    const answer = await say("GET /failing HTTP/1.1\r\nHost: a");
    expect(answer).toMatch(/^HTTP\/1.1 500 /);
    expect(answer).toContain("x-request-id: ");
    expect(answer).not.toContain("secret");
  });
});
