import { once } from "node:events";
import http from "node:http";
import type { App } from "../app";
import { getApp, handle } from "../index";
import { nodeListener, PATIENCE } from "../node";
import { stopOnSignal } from "../signals";

// A process that serves the API and nothing else: it listens first, and the application starts behind it.
let app: App | undefined;
const server = http.createServer(
  PATIENCE,
  nodeListener((request) => (app ? app.answer(request) : handle(request))),
);

// As the server of `npm start` does: it waits for open connections.
process.on("SIGTERM", () => server.close(() => process.exit(0)));
server.listen(Number(process.env["PORT"]), "127.0.0.1");
await once(server, "listening");
console.log("listening");
const starting = getApp();
stopOnSignal(starting);
app = await starting;
console.log("ready");
