// Next, in an isolate of its own: the front (src/front) starts it, and pipes to it whatever is no request to the API.
import { createServer } from "node:http";
import { parentPort, workerData } from "node:worker_threads";
import next from "next";

// Where the application looks for the database that the front has opened (packages/api/src/http/process.ts).
const slot = (globalThis[Symbol.for("pipeline.process")] = {});
slot.access = new Promise((resolve) => {
  parentPort.on("message", (message) => (message === "stop" ? stop() : resolve(message)));
});

const server = createServer();
// Connections are kept by the front alone: one that ends here might just have been chosen for the next request.
server.keepAliveTimeout = 0;
const pages = next({ dir: import.meta.dirname, dev: false, ...workerData });
await pages.prepare();
const draw = pages.getRequestHandler();
const tell = parentPort.postMessage.bind(parentPort);
server.on("request", (request, response) => void draw(request, response));
server.listen(0, "127.0.0.1", () => tell(server.address().port));

/** Ends this isolate once everything is answered. */
function stop() {
  server.close(() => process.exit());
  setInterval(() => server.closeIdleConnections(), 20);
}
