import { MAX_BATCH_BYTES } from "@pipeline/core/costs";
import { badInput, isDomainError } from "@pipeline/core/errors";
import type { Actor } from "@pipeline/core/actor";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import type { TRPCError } from "@trpc/server";
import { appRouter } from "../router";
import type { RequestCtx } from "../trpc";
import { NO_DATABASE } from "../unavailable";
import { parseJson, readBody } from "./body";
import { answerCalls, plainCalls, type Asked, type Calls } from "./calls";
import { enter, type Parts } from "./parts";
import { endedByReader } from "./stream";
import { textAnswer } from "./text";

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
  const asked = await read(request, url);
  const isOdd = jsonLines(request) || asked.paths.length > MAX_BATCH;
  const calls = isOdd ? undefined : plainCalls(appRouter, asked);
  const response = await (calls
    ? answerPlain(parts, calls, ctx)
    : answerByAdapter(parts, request, { url, asked, ctx }));
  for (const cookie of caller.cookies) response.headers.append("set-cookie", cookie);
  return response;
}

/** Almost every request: queries or mutations, and nothing about them that needs tRPC's own adapter. */
async function answerPlain(parts: Parts, calls: Calls, ctx: RequestCtx): Promise<Response> {
  const { status, text, errors } = await answerCalls(appRouter, calls, ctx);
  for (const error of errors) noteOutage(parts, error, ctx);
  return textAnswer(text, {
    status,
    headers: { "content-type": "application/json", vary: "trpc-accept, accept", ...retryAfter(errors) },
  });
}

type Given = { url: URL; asked: Asked; ctx: RequestCtx };

/** Streams, and what is odd: tRPC's adapter knows what to say. */
export async function answerByAdapter(parts: Parts, request: Request, { url, asked, ctx }: Given): Promise<Response> {
  // Not every server that carries a stream says with the request's signal that its reader has gone.
  const gone = isStream(url) ? new AbortController() : undefined;
  const signal = gone ? AbortSignal.any([request.signal, gone.signal]) : request.signal;
  const headers = new Headers(request.headers);
  if (request.method === "POST") headers.set("content-type", "application/json");
  headers.delete("content-length");
  const { method } = request;
  const req = new Request(request.url, { method, headers, signal, ...(method === "POST" && { body: asked.text }) });
  const response = await fetchRequestHandler({
    endpoint: ENDPOINT,
    req,
    router: appRouter,
    maxBatchSize: MAX_BATCH,
    createContext: () => ctx,
    onError: ({ error }) => noteOutage(parts, error, ctx),
    responseMeta: ({ errors }) => ({ headers: retryAfter(errors) }),
  });
  return gone ? endedByReader(response, gone, [request, req]) : response;
}

function noteOutage(parts: Parts, error: TRPCError, { requestId }: RequestCtx): void {
  if (error.code === "SERVICE_UNAVAILABLE") parts.log.warn({ err: error.cause, requestId }, NO_DATABASE);
}

function retryAfter(errors: readonly TRPCError[]): Record<string, string> {
  const seconds = errors.flatMap(({ cause }) => (isDomainError(cause) ? (cause.retryAfter ?? []) : []));
  return seconds.length === 0 ? {} : { "retry-after": String(Math.max(...seconds)) };
}

/** A client that wants an answer line by line. */
function jsonLines({ headers }: Request): boolean {
  return headers.has("trpc-accept") || (headers.get("accept")?.includes("application/jsonl") ?? false);
}

/** A batch counts its calls. */
function callsIn(url: URL): number {
  if (tryDecode(url.pathname) === undefined) throw badInput("path", "This path cannot be read.");
  return Math.min(proceduresIn(url).length, MAX_BATCH);
}

function isBatch(url: URL): boolean {
  return url.searchParams.get("batch") === "1";
}

/** The procedures a request calls; none of a path that cannot be read. */
function proceduresIn(url: URL): string[] {
  const path = tryDecode(url.pathname)?.slice(ENDPOINT.length + 1);
  if (path === undefined) return [];
  return isBatch(url) ? path.split(",") : [path];
}

function isStream(url: URL): boolean {
  return proceduresIn(url).includes("notifications.changes");
}

function tryDecode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** What a request asks for, with its input read, counted and known to be JSON. */
export async function read(request: Request, url: URL): Promise<Asked> {
  const { method } = request;
  const paths = proceduresIn(url);
  const what = { method, paths, isBatch: isBatch(url) };
  if (method !== "POST") {
    const text = url.searchParams.get("input");
    return { ...what, text: text ?? "null", input: text === null ? undefined : parseJson(text, "input") };
  }
  const body = await (paths.includes("costs.recordBatch") ? readBody(request, MAX_BATCH_BYTES) : readBody(request));
  return { ...what, text: body?.text ?? "null", input: body?.value ?? null };
}
