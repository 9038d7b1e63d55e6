import { useMutation } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import type { PipelineClient } from "../client";
import { type ErrorLike, type HookError, toHookError } from "../hook-status";
import type { MarkAllReadInput } from "../types";
import { usePageInbox } from "./inbox-of";
import type { ChangeKind, PendingChange, RowKind } from "./pending";
import { changeKey, type SentChange, usePendingChanges } from "./use-pending";

type MarkRow = (id: string, groupUpTo?: number) => void;

/**
 * Changes of the inbox. What is shown moves at once; it moves back when the server refuses, and `error` says why. With
 * `groupUpTo` a change is also about the rest of the row's group, as far as it was there at that version.
 */
export type UseMarkRead = {
  markRead: MarkRow;
  markUnread: MarkRow;
  archive: MarkRow;
  unarchive: MarkRow;
  /** Until when, as an instant; null brings it back at once. */
  snooze: (id: string, until: string | null, groupUpTo?: number) => void;
  /** Never touches what came after the list at version `upTo` was read. */
  markAllRead: (input: MarkAllReadInput) => void;
  /** True until everything sent, here or elsewhere on the page, is answered and shown. */
  pending: boolean;
  error: HookError | undefined;
  /** What `error` is about. */
  failed: ChangeKind | undefined;
  /** Sends again what failed last. */
  retry: () => void;
};

type Failure = { error: HookError; again: PendingChange };

export function makeUseMarkRead(trpc: PipelineClient) {
  /** Marks, archives, snoozes, and takes each back. Every call is safe to repeat. */
  return function useMarkRead(): UseMarkRead {
    const { inbox } = usePageInbox(trpc);
    const [failure, setFailure] = useState<Failure>();
    const { mutate } = useMutation({
      mutationKey: changeKey(trpc),
      // Pending until the page knows: what is shown never jumps back in between.
      mutationFn: inbox.change,
      onMutate(change): SentChange {
        setFailure(undefined);
        return { change };
      },
      onError(error: ErrorLike, again) {
        setFailure({ error: toHookError(error), again });
        // Whether it was lost on its way there or back, the next answer tells.
        void inbox.poll();
      },
    });
    const row = useCallback(
      (kind: RowKind, id: string, groupUpTo?: number, until: string | null = null) =>
        mutate({ kind, id, groupKey: inbox.groupOf(id), groupUpTo, until }),
      [inbox, mutate],
    );
    return {
      markRead: useCallback((id, upTo) => row("markRead", id, upTo), [row]),
      markUnread: useCallback((id, upTo) => row("markUnread", id, upTo), [row]),
      archive: useCallback((id, upTo) => row("archive", id, upTo), [row]),
      unarchive: useCallback((id, upTo) => row("unarchive", id, upTo), [row]),
      snooze: useCallback((id, until, upTo) => row("snooze", id, upTo, until), [row]),
      markAllRead: useCallback(({ upTo, types }) => mutate({ kind: "markAllRead", upTo, types }), [mutate]),
      pending: usePendingChanges(trpc).length > 0,
      error: failure?.error,
      failed: failure?.again.kind,
      retry: useCallback(() => failure && mutate(failure.again), [failure, mutate]),
    };
  };
}
