import { randomUUID } from "node:crypto";
import { toInstant } from "@pipeline/core/instant";
import { Hono, type Context } from "hono";
import { routePath } from "hono/route";
import { answerProblem, expectedProblem, NO_SUCH_PATH, UNEXPECTED_PROBLEM, WRONG_METHOD } from "./problem";
import { answerAuth, AUTH_PATH, authPath } from "./auth";
import { answerExport, EXPORT_PATH } from "./export";
import { harden } from "./headers";
import { inTime } from "./in-time";
import { answerMetrics, METRICS_PATH } from "./metrics";
import type { Parts } from "./parts";
import { answerRest } from "./rest/answer";
import { restRoutes } from "./rest/index";
import { comeBack, wantsEvents } from "./stream";
import { answerTrpc } from "./trpc";

type Variables = { Variables: { requestId: string } };

type Surface = Parts & { isReady: () => Promise<boolean> };

/** The HTTP surface: one function from a request to its answer, which never throws. Texts come as `textAnswer` makes them. */
export function createHandler(parts: Surface): (request: Request) => Promise<Response> {
  const app = createRoutes(parts);
  return async (request) => app.fetch(request);
}

/** Every route there is. */
export function createRoutes(parts: Surface): Hono<Variables> {
  const app = new Hono<Variables>();
  app.use(async (c, next) => {
    c.set("requestId", randomUUID());
    const began = performance.now();
    await next();
    harden(c.res.headers, { requestId: c.var.requestId, https: parts.https });
    // What a page needs to let figures tick by the server's time.
    c.res.headers.set("x-server-time", toInstant(parts.now()));
    told(c, performance.now() - began);
  });

  app.use((_c, next) => inTime(next(), parts));

  app.get("/api/health", (c) => c.json({ status: "ok" }));
  app.get("/api/ready", async (c) => {
    const ready = await parts.isReady();
    return ready ? c.json({ status: "ready" }) : c.json({ status: "starting" }, 503, { "retry-after": "2" });
  });
  app.on(["GET", "POST"], "/api/trpc/*", (c) => answerTrpc(parts, c.req.raw, c.var.requestId));
  const { scrape } = parts;
  if (scrape) app.get(METRICS_PATH, (c) => answerMetrics(scrape, c.req.raw));
  app.on(["GET", "POST"], AUTH_PATH, (c) => answerAuth(parts, c.req.raw, c.var.requestId));
  app.get(EXPORT_PATH, (c) => answerExport(parts, c.req.raw, c.var.requestId));
  for (const route of restRoutes) {
    app.on(route.method, route.path, (c) =>
      answerRest(parts, route, { request: c.req.raw, requestId: c.var.requestId, params: c.req.param() }),
    );
  }

  // What a path does not take; a path that nobody has is not found.
  const known = [
    "/api/health",
    "/api/ready",
    "/api/trpc/*",
    AUTH_PATH,
    EXPORT_PATH,
    ...(scrape ? [METRICS_PATH] : []),
    ...restRoutes.map(({ path }) => path),
  ];
  const problem = (c: Context<Variables>, what: typeof WRONG_METHOD) =>
    answerProblem(what, new URL(c.req.url).pathname, c.var.requestId);
  const patterns = new Set(known);
  for (const path of patterns) app.all(path, (c) => problem(c, WRONG_METHOD));
  app.notFound((c) => problem(c, NO_SUCH_PATH));

  app.onError((error, c) => {
    const expected = expectedProblem(error);
    const { requestId } = c.var;
    if (!expected)
      parts.log.error({ err: error, requestId, method: c.req.method, path: pathOf(c) }, "A request failed.");
    if (expected?.status === 503) parts.log.warn({ err: error, requestId }, expected.message);
    if (expected?.status === 503 && wantsEvents(c.req.raw)) return comeBack();
    return problem(c, expected ?? UNEXPECTED_PROBLEM);
  });
  /** Counts an answer by a pattern of ours, whatever was asked for, and writes it down where that is wanted. */
  function told(c: Context<Variables>, ms: number): void {
    const { method } = c.req;
    const { status } = c.res;
    if (scrape) {
      const pattern = routePath(c, -1);
      const route = pattern === AUTH_PATH ? authPath(pathOf(c)) : patterns.has(pattern) ? pattern : "none";
      scrape.metrics.request(METHODS.has(method) ? method : "other", route, status, ms / 1000);
    }
    if (!parts.log.isLevelEnabled("debug")) return;
    const line = { requestId: c.var.requestId, method, path: pathOf(c), status, ms: Math.round(ms) };
    parts.log.debug(line, "Answered.");
  }
  return app;
}

const METHODS = new Set(["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"]);

/** As it was sent: decoded, it could hold anything. What is asked with it is nobody's business. */
function pathOf(c: Context<Variables>): string {
  return new URL(c.req.url).pathname;
}
