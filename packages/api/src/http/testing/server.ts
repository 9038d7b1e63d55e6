import { once } from "node:events";
import http from "node:http";
import { pipeline } from "node:stream/promises";
import { incomingMessageToRequest } from "@trpc/server/adapters/node-http";
import { getApp, handle } from "../index";
import { stopOnSignal } from "../signals";

// A process that serves the API and nothing else: it listens first, and the application starts behind it.
const server = http.createServer((req, res) => {
  void answer(req, res);
});

async function answer(req: http.IncomingMessage, res: http.ServerResponse): Promise<void> {
  const response = await handle(incomingMessageToRequest(req, res, { maxBodySize: null }));
  res.writeHead(response.status, Object.fromEntries(response.headers));
  res.flushHeaders();
  if (response.body === null) res.end();
  // Whoever goes away is no failure of ours.
  else await pipeline(response.body, res).catch(() => {});
}

// As Next does: it waits for open connections.
process.on("SIGTERM", () => server.close(() => process.exit(0)));
server.listen(Number(process.env["PORT"]), "127.0.0.1");
await once(server, "listening");
console.log("listening");
const starting = getApp();
stopOnSignal(starting);
await starting;
console.log("ready");
