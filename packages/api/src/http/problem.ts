import { isDomainError, type DomainCode, type FieldError } from "@pipeline/core/errors";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import { TRPCError } from "@trpc/server";
import { TRPC_CODE, UNEXPECTED } from "../trpc";
import { unavailable } from "../unavailable";
import { textAnswer } from "./text";

/** What goes wrong, in the words of the caller's protocol. */
export type Problem = {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly fields: readonly FieldError[];
  /** Seconds. */
  readonly retryAfter?: number | undefined;
  /** Of a 429: how many may be sent in its time. */
  readonly limit?: number | undefined;
};

/** The problem an error stands for; undefined for one that nobody expected. */
export function expectedProblem(error: unknown): Problem | undefined {
  const known = isDomainError(error) ? error : unavailable(error);
  if (!known) return undefined;
  return {
    status: statusOf(known.code),
    code: TRPC_CODE[known.code],
    message: known.message,
    fields: known.fields,
    retryAfter: known.retryAfter,
    limit: known.limit,
  };
}

/** What a caller learns of an error that nobody expected: nothing. */
export const UNEXPECTED_PROBLEM: Problem = {
  status: 500,
  code: "INTERNAL_SERVER_ERROR",
  message: UNEXPECTED,
  fields: [],
};
export const NO_SUCH_PATH: Problem = { status: 404, code: "NOT_FOUND", message: "No such path.", fields: [] };
export const WRONG_METHOD: Problem = {
  status: 405,
  code: "METHOD_NOT_SUPPORTED",
  message: "This path does not take this method.",
  fields: [],
};
export const STARTING: Problem = {
  status: 503,
  code: "SERVICE_UNAVAILABLE",
  message: "Pipeline is starting. Try again in a moment.",
  fields: [],
  retryAfter: 2,
};
export const STOPPING: Problem = { ...STARTING, message: "Pipeline is stopping. Try again in a moment." };

function statusOf(code: DomainCode): number {
  return getHTTPStatusCodeFromError(new TRPCError({ code: TRPC_CODE[code] }));
}

/** A problem in the shape of the protocol that `path` speaks: REST, tRPC or better-auth. */
export function answerProblem(problem: Problem, path: string, requestId: string): Response {
  const { retryAfter, limit } = problem;
  const headers = new Headers(retryAfter === undefined ? {} : { "retry-after": `${retryAfter}` });
  if (limit !== undefined) {
    headers.set("ratelimit-limit", `${limit}`);
    headers.set("ratelimit-remaining", "0");
    headers.set("ratelimit-reset", `${retryAfter ?? 0}`);
  }
  headers.set("content-type", "application/json");
  return textAnswer(JSON.stringify(shapeOf(problem, path, requestId)), { status: problem.status, headers });
}

function shapeOf({ status, code, message, fields }: Problem, path: string, requestId: string): object {
  if (path.startsWith("/api/trpc/")) {
    const number = Object.entries(TRPC_ERROR_CODES_BY_KEY).find(([key]) => key === code)?.[1];
    return { error: { message, code: number, data: { code, httpStatus: status, requestId, fields } } };
  }
  if (path.startsWith("/api/auth")) return { code, message, details: fields, request_id: requestId };
  return { error: message, details: fields, request_id: requestId };
}
