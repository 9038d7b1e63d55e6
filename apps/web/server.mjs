// The server of `npm start`: `/api/*` goes straight to the application, everything else to Next, which would cost each
// answer more than the application does (docs/performance.md). `next dev` and other hosts of Next use the route handler.
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import next from "next";
import { policyOf } from "./policy.mjs";

const hostname = process.env.HOST || "127.0.0.1";
const port = Number(process.env.PORT || 3000);
const server = createServer();
server.once("error", fail);
// Heard once the application is closed, which takes the signals over (src/instrumentation-node.ts), and until it has: nobody
// else would end the process, whether or not it listens already.
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => server.close(() => process.exit()));

const pages = next({ dir: import.meta.dirname, dev: false, hostname, port });
await pages.prepare().catch(fail);
const answerByNext = pages.getRequestHandler();
const isHttps = process.env.APP_URL?.startsWith("https:") ?? false;

/** Put there by the application once Next has loaded it; until then Next's own route answers. */
const answerApi = () => globalThis[Symbol.for("pipeline.process")]?.listener;

server.on("request", (request, response) => {
  if (!request.url.startsWith("/api/")) return answerPage(request, response);
  const answer = answerApi() ?? answerByNext;
  return answer(request, response);
});
server.listen(port, hostname);

/** A page is read, and runs the scripts that carry this answer's nonce and no other. */
function answerPage(request, response) {
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
  return answerByNext(request, response);
}

const isFile = (url) => url.startsWith("/_next/static/") || url === "/icon.svg" || url.startsWith("/icon.svg?");

function refuse(request, response) {
  const status = request.headers["next-action"] === undefined ? 405 : 404;
  const headers = { "x-content-type-options": "nosniff", "cache-control": "private, no-store" };
  response.writeHead(status, { ...headers, ...(status === 405 && { allow: "GET, HEAD" }), connection: "close" }).end();
}

/** Next would write it down and go on, without anybody who listens. */
function fail(error) {
  console.error(error.message);
  process.exit(1);
}
