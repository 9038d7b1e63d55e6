// @vitest-environment node
import { once } from "node:events";
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { nodeListener } from "@pipeline/api/http/node";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { pipeTo } from "./pipe";
import { split } from "./split";

type Drawn = { method: string; url: string; host: string; address: string; proto: string | null; body: string };

let left = 0;
/** In place of Next: it says what it was asked. */
const pages = createServer((incoming, outgoing) => {
  if (incoming.url === "/slow") outgoing.on("close", () => (left += 1)).write("first ");
  else if (incoming.url === "/cut") outgoing.write("half of it", () => outgoing.destroy());
  else void draw(incoming, outgoing);
});

// As Next does: whoever would change to another protocol waits for an answer that never comes.
pages.on("upgrade", () => {});

async function draw(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { method, url, headers } = incoming;
  const body = await text(incoming);
  const [address, proto] = [headers["x-forwarded-for"], headers["x-forwarded-proto"] ?? null];
  outgoing.setHeader("set-cookie", ["a=1", "b=2"]).writeHead(method === "PUT" ? 409 : 200, { "x-own": "kept" });
  outgoing.end(JSON.stringify({ method, url, host: headers.host, address, proto, body }));
}

const api = nodeListener(async (asked) => new Response(`api ${new URL(asked.url).pathname}`));
const front = createServer(
  split(
    api,
    pipeTo(() => portOf(pages)),
  ),
);

beforeAll(() => Promise.all([pages, front].map((server) => once(server.listen(0, "127.0.0.1"), "listening"))));
afterAll(() => [pages, front].forEach((server) => server.close().closeAllConnections()));

function portOf(server: Server): number | undefined {
  const address = server.address();
  return typeof address === "object" ? address?.port : undefined;
}

type Asked = { method?: string; headers?: Record<string, string>; body?: string };

async function ask(path: string, { method = "GET", headers = {}, body }: Asked = {}, server = front) {
  const asked = request({ host: "127.0.0.1", port: portOf(server), path, method, headers, agent: false });
  if (body !== undefined && !("transfer-encoding" in headers))
    asked.setHeader("content-length", Buffer.byteLength(body));
  asked.end(body);
  const [answer]: IncomingMessage[] = await once(asked, "response");
  if (!answer) throw new Error("No answer.");
  return answer;
}

async function drawn(path: string, asked?: Asked): Promise<Drawn> {
  const answer: Drawn = JSON.parse(await text(await ask(path, asked)));
  return answer;
}

describe("the front", () => {
  test.each(["/api/health", "/api/trpc/costs.summary?input=%7B%7D", "/api/"])("answers %s itself", async (path) => {
    expect(await text(await ask(path))).toBe(`api ${path.split("?")[0]}`);
  });

  test.each(["/", "/api", "/apis/x", "/costs?from=2026-01-01&to=%7B%7D", "/_next/static/a.js", "//api/x"])(
    "hands %s on to the pages as it is",
    async (path) => expect(await drawn(path)).toMatchObject({ method: "GET", url: path }),
  );

  test("knows a request by its path where it names the host as well", async () => {
    expect(await text(await ask("http://pipeline.example.com/api/health"))).toBe("api /api/health");
    expect(await drawn("http://pipeline.example.com/costs?a=1")).toMatchObject({ url: "/costs?a=1" });
    expect(await drawn("http://pipeline.example.com")).toMatchObject({ url: "/" });
  });

  test.each(["websocket", "h2c"])("answers who would rather talk %s as anybody else", async (upgrade) => {
    const headers = { connection: "Upgrade", upgrade };
    expect(await drawn("/costs", { headers })).toMatchObject({ url: "/costs" });
    expect(await text(await ask("/api/health", { headers }))).toBe("api /api/health");
  });

  test("hands on every method with its body, and the answer with its status, headers and cookies", async () => {
    const body = "ä".repeat(300_000);
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      expect(await drawn("/costs", { method, body })).toMatchObject({ method, body });
    }
    const chunked = { method: "POST", body, headers: { "transfer-encoding": "chunked" } };
    expect(await drawn("/costs", chunked)).toMatchObject({ body });
    const { statusCode, headers } = await ask("/costs", { method: "PUT" });
    expect({ statusCode, headers }).toMatchObject({
      statusCode: 409,
      headers: { "set-cookie": ["a=1", "b=2"], "x-own": "kept" },
    });
    expect((await ask("/costs", { method: "HEAD" })).headers["x-own"]).toBe("kept");
  });

  test("lets the pages see the host that was asked and the address of who asks, and invents nothing", async () => {
    const host = "pipeline.example.com";
    expect(await drawn("/", { headers: { host } })).toMatchObject({ host, address: "127.0.0.1", proto: null });
    const proxied = { host, "x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "https" };
    expect(await drawn("/", { headers: proxied })).toMatchObject({ address: "203.0.113.7", proto: "https" });
  });

  test("hands on what is drawn piece by piece, and tells the pages of a reader who leaves", async () => {
    const answer = await ask("/slow");
    expect(String((await once(answer, "data"))[0])).toBe("first ");
    expect(left).toBe(0);
    answer.destroy();
    await vi.waitFor(() => expect(left).toBe(1));
  });

  test("does not pass off half a page as a whole one", async () => {
    await expect(text(await ask("/cut"))).rejects.toThrow("aborted");
  });

  test("says that pages are not there yet, and where they were they are found again", async () => {
    const next = createServer((_, outgoing) => void outgoing.end("drawn"));
    let port: number | undefined;
    const server = createServer(
      split(
        api,
        pipeTo(() => port),
      ),
    ).listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const refused = async (method: string) => {
      const answer = await ask("/costs", { method, body: "x" }, server);
      expect(answer).toMatchObject({
        statusCode: 503,
        headers: { "retry-after": "2", "cache-control": "private, no-store" },
      });
      expect(answer.headers["x-request-id"]).toBeDefined();
      expect(await text(answer)).toContain("This page opens by itself.");
      expect(await text(await ask("/api/health", {}, server))).toBe("api /api/health");
    };
    await refused("GET");
    await once(next.listen(0, "127.0.0.1"), "listening");
    port = portOf(next);
    expect(await text(await ask("/costs", {}, server))).toBe("drawn");
    next.close().closeAllConnections();
    await refused("POST");
    await once(next.listen(port, "127.0.0.1"), "listening");
    onTestFinished(() => next.close().closeAllConnections());
    expect(await text(await ask("/costs", {}, server))).toBe("drawn");
  });
});
