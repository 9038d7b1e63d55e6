// Next, in an isolate of its own: the front (src/front) starts it, and pipes to it whatever is no request to the API.
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { parentPort, workerData } from "node:worker_threads";
import next from "next";
import { policyOf } from "./policy.mjs";

// Where the application looks for the database that the front has opened (packages/api/src/http/process.ts).
const slot = (globalThis[Symbol.for("pipeline.process")] = {});
slot.access = new Promise((resolve) => {
  parentPort.on("message", (message) => (message === "stop" ? stop() : resolve(message)));
});

// There is no next.config.ts where tooling/pack.mjs has put a server, nor what could read it; Next takes it from there.
const packed = new URL(".next/config.json", import.meta.url);
if (existsSync(packed)) process.env["__NEXT_PRIVATE_STANDALONE_CONFIG"] = readFileSync(packed, "utf8");

const server = createServer();
// Connections are kept by the front alone: one that ends here might just have been chosen for the next request.
server.keepAliveTimeout = 0;
const pages = next({ dir: import.meta.dirname, dev: false, ...workerData });
await pages.prepare();
const draw = pages.getRequestHandler();
const isHttps = process.env.APP_URL?.startsWith("https:") ?? false;
const tell = parentPort.postMessage.bind(parentPort);
server.on("request", (request, response) => void answer(request, response));
server.listen(0, "127.0.0.1", () => tell(server.address().port));

/** A page is read, and runs the scripts that carry this answer's nonce and no other. */
function answer(request, response) {
  // There are no server actions to call.
  if (request.method !== "GET" && request.method !== "HEAD") return refuse(request, response);
  const policy = policyOf({ nonce: randomBytes(16).toString("base64") });
  // Next reads there what its scripts are to carry; nobody else may say so.
  request.headers["content-security-policy"] = policy;
  delete request.headers["content-security-policy-report-only"];
  response.setHeader("content-security-policy", policy);
  // Next says it of pages, but not of every way from one to another.
  if (!isFile(request.url)) response.setHeader("cache-control", "private, no-store");
  if (isHttps) response.setHeader("strict-transport-security", "max-age=31536000");
  return draw(request, response);
}

function isFile(url) {
  return url.startsWith("/_next/static/") || url === "/icon.svg" || url.startsWith("/icon.svg?");
}

function refuse(request, response) {
  const status = request.headers["next-action"] === undefined ? 405 : 404;
  const headers = { "x-content-type-options": "nosniff", "cache-control": "private, no-store" };
  response.writeHead(status, { ...headers, ...(status === 405 && { allow: "GET, HEAD" }), connection: "close" }).end();
}

/** Ends this isolate once everything is answered. */
function stop() {
  server.close(() => process.exit());
  setInterval(() => server.closeIdleConnections(), 20);
}
