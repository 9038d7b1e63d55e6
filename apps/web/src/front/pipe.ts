import { randomUUID } from "node:crypto";
import { Agent, ServerResponse } from "node:http";
import { harden } from "@pipeline/api/http/headers";
import type { Listener } from "@pipeline/api/http/node";
import { createProxyServer } from "httpxy";

const MOMENT = `<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <meta http-equiv="refresh" content="2" />
  <title>One moment</title>
  <h1>One moment…</h1>
  <p>Pipeline is starting. This page opens by itself.</p>
</html>
`;

/** Pipes requests to the server on a port of this machine; 503 while there is none, or when it does not answer. */
export function pipeTo(portOf: () => number | undefined): Listener {
  const proxy = createProxyServer({ agent: new Agent({ keepAlive: true }) });
  proxy.on("error", (_error, _incoming, outgoing) => {
    if (outgoing instanceof ServerResponse) refuse(outgoing);
  });
  return (incoming, outgoing) => {
    const port = portOf();
    if (port === undefined) return refuse(outgoing);
    // We speak HTTP and nothing else: Next would keep such a connection for good, and answer none that asks for a page.
    delete incoming.headers.upgrade;
    // Whoever connects to Next is us.
    incoming.headers["x-forwarded-for"] ??= incoming.socket.remoteAddress;
    return void proxy.web(incoming, outgoing, { target: `http://127.0.0.1:${port}` });
  };
}

function refuse(outgoing: ServerResponse): void {
  if (outgoing.headersSent) return void outgoing.destroy();
  const headers = new Headers({ "content-type": "text/html; charset=utf-8", "retry-after": "2" });
  harden(headers, { requestId: randomUUID(), https: false });
  outgoing.writeHead(503, [...headers].flat()).end(MOMENT);
}
