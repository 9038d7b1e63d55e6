import type { FieldError } from "@pipeline/core/errors";
import { useCallback } from "react";
import { type ErrorLike, type HookError, toHookError } from "./hook-status";

/** What follows a change that was sent, while who sent it is still on the page. */
export type HookActionThen<Answer> = {
  onDone?: (answer: Answer) => void;
  /** `fields`: what is wrong with which field of the input; empty when it is none of them. */
  onRefused?: (fields: readonly FieldError[]) => void;
};

/** A change to send. `error` is why the last one was refused, until the next is sent. */
export type HookAction<Input, Answer> = {
  send: (input: Input, then?: HookActionThen<Answer>) => void;
  pending: boolean;
  error: HookError | undefined;
  reset: () => void;
};

type MutationLike<Input, Answer> = {
  mutate: (input: Input, then: { onSuccess: (answer: Answer) => void; onError: (error: ErrorLike) => void }) => void;
  isPending: boolean;
  error: ErrorLike | null;
  reset: () => void;
};

const isComplaint = (value: unknown): value is FieldError =>
  typeof value === "object" &&
  value !== null &&
  "field" in value &&
  typeof value.field === "string" &&
  "message" in value &&
  typeof value.message === "string";

/** The complaints an error brings about single fields; a host with words of its own may leave them out. */
function fieldsOf({ data }: ErrorLike): FieldError[] {
  if (typeof data !== "object" || data === null || !("fields" in data) || !Array.isArray(data.fields)) return [];
  return data.fields.filter(isComplaint);
}

/** A mutation as the hooks give it. */
export function useHookAction<Input, Answer>(mutation: MutationLike<Input, Answer>): HookAction<Input, Answer> {
  const { mutate, isPending, error, reset } = mutation;
  const send = useCallback(
    (input: Input, { onDone, onRefused }: HookActionThen<Answer> = {}) =>
      mutate(input, {
        onSuccess: (answer) => onDone?.(answer),
        onError: (refusal) => onRefused?.(fieldsOf(refusal)),
      }),
    [mutate],
  );
  return { send, pending: isPending, error: error ? toHookError(error) : undefined, reset };
}
