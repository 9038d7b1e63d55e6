// What a stream of versions costs at least: node:http, postgres.js, the same bytes. Whose inbox, the address says.
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { INBOX_CHANNEL, toHint } from "@pipeline/api/notifications/hint";
import { connect } from "@pipeline/db";

const PING_MS = 15_000;
const streams = new Map<string, Set<http.ServerResponse>>();
const connection = connect(JSON.parse(process.env["TARGET"] ?? "{}"));

const event = (version: number) => `data: {"version":${version}}\nid: ${version}\n\n\n`;

await connection.sql.listen(INBOX_CHANNEL, (payload) => {
  const hint = toHint(payload);
  if (hint) for (const stream of streams.get(hint.userId) ?? []) stream.write(event(hint.version));
});

const server = http.createServer((req, res) => void open(new URL(req.url ?? "", "http://bare").searchParams, res));

async function open(asked: URLSearchParams, res: http.ServerResponse): Promise<void> {
  const user = asked.get("user") ?? "";
  res.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "private, no-store, no-transform",
    "x-accel-buffering": "no",
  });
  res.write('event: connected\ndata: {"reconnectAfterInactivityMs":35000}\n\n\n');
  const own = streams.get(user) ?? new Set();
  streams.set(user, own.add(res));
  res.once("close", () => own.delete(res));
  const [state] = await connection.sql<{ version: string }[]>`select version from inbox_state where user_id = ${user}`;
  res.write(event(Number(state?.version ?? 0)));
}

setInterval(() => {
  for (const own of streams.values()) for (const stream of own) stream.write("event: ping\ndata: \n\n\n");
}, PING_MS).unref();

server.listen(0, "127.0.0.1");
await once(server, "listening");
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
process.once("SIGTERM", () => {
  server.close();
  server.closeAllConnections();
  void connection.close();
});
