import { callTRPCProcedure, getTRPCErrorFromUnknown, getTRPCErrorShape, type TRPCError } from "@trpc/server";
import type { Changes } from "../notifications/changes";
import { appRouter } from "../router";
import type { RequestCtx } from "../trpc";
import { parseJson } from "./body";
import { eventStream, failedStream } from "./stream";

const PATH = "notifications.changes";

/** Whether a request asks for the stream of changes and nothing else: others are refused where all procedures are. */
export function asksForChanges({ method }: Request, paths: readonly string[], isBatch: boolean): boolean {
  return method === "GET" && !isBatch && paths[0] === PATH;
}

/** Answers with the stream of changes. BAD_INPUT for an input that is no JSON; all else is said by the stream. */
export async function answerChanges(
  ctx: RequestCtx,
  request: Request,
  url: URL,
  onError: (error: TRPCError) => void,
): Promise<Response> {
  const input = withLastId(inputOf(url), request.headers, url);
  const call = { router: appRouter, path: PATH, type: "subscription", ctx, batchIndex: 0 } as const;
  try {
    const { signal } = request;
    const told: unknown = await callTRPCProcedure({ ...call, getRawInput: async () => input, signal });
    if (!isChanges(told)) throw new Error("There are no changes to follow.");
    return eventStream(told, request);
  } catch (cause) {
    const error = getTRPCErrorFromUnknown(cause);
    onError(error);
    return failedStream(getTRPCErrorShape({ ...call, config: appRouter._def._config, error, input }));
  }
}

function isChanges(told: unknown): told is Changes {
  return typeof told === "object" && told !== null && Symbol.asyncIterator in told;
}

function inputOf({ searchParams }: URL): unknown {
  const text = searchParams.get("input");
  return text === null ? undefined : parseJson(text, "input");
}

// Where a stream was interrupted, as a browser says it by itself and as tRPC's clients do.
function withLastId(input: unknown, headers: Headers, { searchParams }: URL): unknown {
  const lastEventId = headers.get("last-event-id") ?? searchParams.get("lastEventId");
  if (lastEventId === null || lastEventId === "") return input;
  if (input === undefined || input === null) return { lastEventId };
  return typeof input === "object" && !Array.isArray(input) ? { ...input, lastEventId } : input;
}
