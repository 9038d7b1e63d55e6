// The server of `npm start`: `/api/*` goes straight to the application, everything else to Next, which would cost each
// answer more than the application does (docs/performance.md). `next dev` and other hosts of Next use the route handler.
import { createServer } from "node:http";
import next from "next";

const hostname = process.env.HOST || "127.0.0.1";
const port = Number(process.env.PORT || 3000);
// Whoever sends a byte now and then holds a connection no longer than this (ms); packages/api/src/http/node.ts has the same.
const patience = {
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
};
const server = createServer(patience);
server.once("error", fail);
// Heard once the application is closed, which takes the signals over (src/instrumentation-node.ts), and until it has: nobody
// else would end the process, whether or not it listens already.
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => server.close(() => process.exit()));

const pages = next({ dir: import.meta.dirname, dev: false, hostname, port });
await pages.prepare().catch(fail);
const answerPage = pages.getRequestHandler();

/** Put there by the application once Next has loaded it; until then Next's own route answers. */
const answerApi = () => globalThis[Symbol.for("pipeline.process")]?.listener;

server.on("request", (request, response) => {
  const answer = (request.url.startsWith("/api/") && answerApi()) || answerPage;
  return answer(request, response);
});
server.listen(port, hostname);

/** Next would write it down and go on, without anybody who listens. */
function fail(error) {
  console.error(error.message);
  process.exit(1);
}
