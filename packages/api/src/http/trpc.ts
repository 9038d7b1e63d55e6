import { MAX_BATCH_BYTES } from "@pipeline/core/costs";
import { badInput, isDomainError } from "@pipeline/core/errors";
import type { Actor } from "@pipeline/core/actor";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import type { TRPCError } from "@trpc/server";
import type { Source } from "../audit/keep";
import { appRouter } from "../router";
import type { RequestCtx } from "../trpc";
import { NO_DATABASE } from "../unavailable";
import { addressOf } from "./address";
import { parseJson, readBody } from "./body";
import { answerCalls, plainCalls, type Asked } from "./calls";
import { answerChanges, asksForChanges } from "./changes";
import { enter, type Parts } from "./parts";
import { textAnswer } from "./text";

const ENDPOINT = "/api/trpc";
const MAX_BATCH = 10;

/** What procedures run with. */
export function requestCtx(parts: Parts, actor: Actor | null, source: Source): RequestCtx {
  const { requestId } = source;
  return {
    source,
    db: parts.db,
    actor,
    now: parts.now,
    currency: parts.currency,
    onTouch: parts.onTouch,
    door: parts.door,
    hub: parts.hub,
    pollAfterMs: parts.pollAfterMs,
    onCalled: parts.scrape?.metrics.call,
    requestId,
    onUnexpected: (err) => parts.log.error({ err, requestId }, "A procedure failed."),
  };
}

/** Answers `/api/trpc/*`. BAD_INPUT for a path that cannot be read. */
export async function answerTrpc(parts: Parts, request: Request, requestId: string): Promise<Response> {
  const url = new URL(request.url);
  const isBatch = url.searchParams.get("batch") === "1";
  const paths = proceduresIn(url, isBatch);
  // A batch counts its calls.
  const caller = await enter(parts, request, Math.min(paths.length, MAX_BATCH));
  const ctx = requestCtx(parts, caller.actor, { requestId, address: addressOf(request) });
  const onError = ({ code, cause }: TRPCError) => {
    if (code === "SERVICE_UNAVAILABLE") parts.log.warn({ err: cause, requestId }, NO_DATABASE);
  };
  const response = asksForChanges(request, paths, isBatch)
    ? await answerChanges(ctx, request, url, onError)
    : await answerProcedures(ctx, request, await read(request, url, { paths, isBatch }), onError);
  for (const cookie of caller.cookies) response.headers.append("set-cookie", cookie);
  return response;
}

type OnError = (error: TRPCError) => void;

/** Almost every request is plain; what is odd is left to tRPC's adapter, which knows what to say. */
async function answerProcedures(ctx: RequestCtx, request: Request, asked: Asked, onError: OnError): Promise<Response> {
  const isOdd = jsonLines(request) || asked.paths.length > MAX_BATCH;
  const calls = isOdd ? undefined : plainCalls(appRouter, asked);
  if (!calls) return answerByAdapter(ctx, request, asked, onError);
  const { status, text, errors } = await answerCalls(appRouter, calls, ctx);
  errors.forEach(onError);
  const headers = { "content-type": "application/json", vary: "trpc-accept, accept", ...retryAfter(errors) };
  return textAnswer(text, { status, headers });
}

function answerByAdapter(ctx: RequestCtx, request: Request, asked: Asked, onError: OnError): Promise<Response> {
  const { method, signal } = request;
  const headers = new Headers(request.headers);
  if (method === "POST") headers.set("content-type", "application/json");
  headers.delete("content-length");
  return fetchRequestHandler({
    endpoint: ENDPOINT,
    req: new Request(request.url, { method, headers, signal, ...(method === "POST" && { body: asked.text }) }),
    router: appRouter,
    maxBatchSize: MAX_BATCH,
    createContext: () => ctx,
    onError: ({ error }) => onError(error),
    responseMeta: ({ errors }) => ({ headers: retryAfter(errors) }),
  });
}

function retryAfter(errors: readonly TRPCError[]): Record<string, string> {
  const seconds = errors.flatMap(({ cause }) => (isDomainError(cause) ? (cause.retryAfter ?? []) : []));
  return seconds.length === 0 ? {} : { "retry-after": String(Math.max(...seconds)) };
}

/** A client that wants an answer line by line. */
function jsonLines({ headers }: Request): boolean {
  return headers.has("trpc-accept") || (headers.get("accept")?.includes("application/jsonl") ?? false);
}

function proceduresIn({ pathname }: URL, isBatch: boolean): string[] {
  const path = decoded(pathname).slice(ENDPOINT.length + 1);
  return isBatch ? path.split(",") : [path];
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw badInput("path", "This path cannot be read.");
  }
}

type Called = Pick<Asked, "paths" | "isBatch">;

/** What a request asks for, with its input read, counted and known to be JSON. */
async function read(request: Request, url: URL, called: Called): Promise<Asked> {
  const { method } = request;
  if (method !== "POST") {
    const text = url.searchParams.get("input");
    return { method, ...called, text: text ?? "null", input: text === null ? undefined : parseJson(text, "input") };
  }
  const isLarge = called.paths.includes("costs.recordBatch");
  const body = await readBody(request, isLarge ? MAX_BATCH_BYTES : undefined);
  return { method, ...called, text: body?.text ?? "null", input: body?.value ?? null };
}
