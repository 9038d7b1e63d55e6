import { useCallback } from "react";

/** What went wrong, as it may be shown; `requestId` is what an operator can look up. */
export type HookError = { message: string; requestId: string | undefined };

/** Part of every hook's answer. `ready` stays while a later refresh fails: then `error` is set too. */
export type HookStatus = {
  status: "loading" | "ready" | "failed";
  error: HookError | undefined;
  retry: () => void;
};

export type ErrorLike = { message: string; data?: unknown };
type QueryLike = { data: unknown; error: ErrorLike | null; refetch: () => Promise<unknown> };

/** The error as a person reads it; an answer that never came has no words of its own. */
export function toHookError(error: ErrorLike): HookError {
  const { data } = error;
  if (typeof data !== "object" || data === null) {
    return { message: "The server could not be reached.", requestId: undefined };
  }
  const requestId = "requestId" in data && typeof data.requestId === "string" ? data.requestId : undefined;
  return { message: error.message, requestId };
}

/** The three states of a query. */
export function useHookStatus(query: QueryLike, again: () => Promise<unknown> = query.refetch): HookStatus {
  const retry = useCallback(() => void again(), [again]);
  return {
    status: query.data !== undefined ? "ready" : query.error ? "failed" : "loading",
    error: query.error ? toHookError(query.error) : undefined,
    retry,
  };
}
