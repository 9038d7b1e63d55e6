import { MAX_BATCH_BYTES } from "@pipeline/core/costs";
import { badInput, isDomainError } from "@pipeline/core/errors";
import type { Actor } from "@pipeline/core/actor";
import type { TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { appRouter } from "../router";
import type { RequestCtx } from "../trpc";
import { NO_DATABASE } from "../unavailable";
import { parseJson, readBody } from "./body";
import { answerChanges, asksForChanges } from "./changes";
import { enter, type Parts } from "./parts";

const ENDPOINT = "/api/trpc";
const MAX_BATCH = 10;

/** What procedures run with. */
export function requestCtx(parts: Parts, actor: Actor | null, requestId: string): RequestCtx {
  return {
    db: parts.db,
    actor,
    now: parts.now,
    currency: parts.currency,
    onTouch: parts.onTouch,
    door: parts.door,
    hub: parts.hub,
    pollAfterMs: parts.pollAfterMs,
    requestId,
    onUnexpected: (err) => parts.log.error({ err, requestId }, "A procedure failed."),
  };
}

/** Answers `/api/trpc/*`. */
export async function answerTrpc(parts: Parts, request: Request, requestId: string): Promise<Response> {
  const url = new URL(request.url);
  const caller = await enter(parts, request, callsIn(url));
  const ctx = requestCtx(parts, caller.actor, requestId);
  const onError = ({ code, cause }: TRPCError) => {
    if (code === "SERVICE_UNAVAILABLE") parts.log.warn({ err: cause, requestId }, NO_DATABASE);
  };
  const response = asksForChanges(request, proceduresIn(url), url)
    ? await answerChanges(ctx, request, url, onError)
    : await answerCalls(ctx, await checked(request, url), onError);
  for (const cookie of caller.cookies) response.headers.append("set-cookie", cookie);
  return response;
}

function answerCalls(ctx: RequestCtx, req: Request, onError: (error: TRPCError) => void): Promise<Response> {
  return fetchRequestHandler({
    endpoint: ENDPOINT,
    req,
    router: appRouter,
    maxBatchSize: MAX_BATCH,
    createContext: () => ctx,
    onError: ({ error }) => onError(error),
    responseMeta: ({ errors }) => {
      const retry = errors.flatMap(({ cause }) => (isDomainError(cause) ? (cause.retryAfter ?? []) : []));
      return retry.length === 0 ? {} : { headers: { "retry-after": String(Math.max(...retry)) } };
    },
  });
}

/** A batch counts its calls. */
function callsIn(url: URL): number {
  const path = tryDecode(url.pathname);
  if (path === undefined) throw badInput("path", "This path cannot be read.");
  return url.searchParams.get("batch") === "1" ? Math.min(path.split(",").length, MAX_BATCH) : 1;
}

/** The procedures a request calls; none of a path that cannot be read. */
function proceduresIn({ pathname }: URL): string[] {
  return (
    tryDecode(pathname)
      ?.slice(ENDPOINT.length + 1)
      .split(",") ?? []
  );
}

function tryDecode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** The same request with its input read, counted and known to be JSON. */
async function checked(request: Request, url: URL): Promise<Request> {
  const { method, signal } = request;
  const headers = new Headers(request.headers);
  if (method !== "POST") {
    parseJson(url.searchParams.get("input") ?? "null", "input");
    return new Request(request.url, { method, headers, signal });
  }
  const body = await (proceduresIn(url).includes("costs.recordBatch")
    ? readBody(request, MAX_BATCH_BYTES)
    : readBody(request));
  headers.set("content-type", "application/json");
  headers.delete("content-length");
  return new Request(request.url, { method, headers, signal, body: body?.text ?? "null" });
}
