import { randomUUID } from "node:crypto";
import { toInstant } from "@pipeline/core/instant";
import { Hono, type Context } from "hono";
import { answerProblem, expectedProblem, NO_SUCH_PATH, UNEXPECTED_PROBLEM, WRONG_METHOD } from "./problem";
import { answerAuth } from "./auth";
import { answerExport, EXPORT_PATH } from "./export";
import { harden } from "./headers";
import { inTime } from "./in-time";
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
    await next();
    harden(c.res.headers, { requestId: c.var.requestId, https: parts.https });
    // What a page needs to let figures tick by the server's time.
    c.res.headers.set("x-server-time", toInstant(parts.now()));
  });

  app.use((_c, next) => inTime(next(), parts));

  app.get("/api/health", (c) => c.json({ status: "ok" }));
  app.get("/api/ready", async (c) => {
    const ready = await parts.isReady();
    return ready ? c.json({ status: "ready" }) : c.json({ status: "starting" }, 503, { "retry-after": "2" });
  });
  app.on(["GET", "POST"], "/api/trpc/*", (c) => answerTrpc(parts, c.req.raw, c.var.requestId));
  app.on(["GET", "POST"], "/api/auth/*", (c) => answerAuth(parts, c.req.raw, c.var.requestId));
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
    "/api/auth/*",
    EXPORT_PATH,
    ...restRoutes.map(({ path }) => path),
  ];
  const problem = (c: Context<Variables>, what: typeof WRONG_METHOD) =>
    answerProblem(what, new URL(c.req.url).pathname, c.var.requestId);
  for (const path of new Set(known)) app.all(path, (c) => problem(c, WRONG_METHOD));
  app.notFound((c) => problem(c, NO_SUCH_PATH));

  app.onError((error, c) => {
    const expected = expectedProblem(error);
    const { requestId } = c.var;
    if (!expected)
      parts.log.error({ err: error, requestId, method: c.req.method, path: c.req.path }, "A request failed.");
    if (expected?.status === 503) parts.log.warn({ err: error, requestId }, expected.message);
    if (expected?.status === 503 && wantsEvents(c.req.raw)) return comeBack();
    return problem(c, expected ?? UNEXPECTED_PROBLEM);
  });
  return app;
}
