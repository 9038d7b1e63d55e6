import { useQueryClient } from "@tanstack/react-query";
import { getQueryKey } from "@trpc/react-query";
import { useCallback, useMemo, useState } from "react";
import type { PipelineClient } from "../client";
import { type ErrorLike, type HookError, toHookError } from "../hook-status";
import type { MarkAllReadInput } from "../types";
import { effectOf, type RowChange } from "./pending";
import { refreshUntil } from "./refresh";
import { findRow, freshestPage } from "./snapshot";
import { passOver } from "./use-inbox-news";
import { type SentChange, usePendingChanges } from "./use-pending";

/** Changes of the inbox. What is shown moves at once; it moves back when the server refuses, and `error` says why. */
export type UseMarkRead = {
  markRead: (id: string) => void;
  markUnread: (id: string) => void;
  archive: (id: string) => void;
  unarchive: (id: string) => void;
  /** Never touches what came after the list at version `upTo` was read. */
  markAllRead: (input: MarkAllReadInput) => void;
  /** True until everything sent, here or elsewhere on the page, is answered and shown. */
  pending: boolean;
  error: HookError | undefined;
  /** Sends again what failed last. */
  retry: () => void;
};

type Failure = { error: HookError; again: () => void };
type Answer = { version: number; count?: number };

/** True when an answer's version is this change's own: one that found nothing to do raises none. */
function raisedBy({ change }: SentChange, answer: Answer): boolean {
  return change.kind === "markAllRead" ? answer.count !== 0 : change.before !== change.after;
}

export function makeUseMarkRead(trpc: PipelineClient) {
  const { notifications } = trpc;

  /** What every change does besides being sent: it is noted while it is pending, and followed by fresh lists. */
  function useSending() {
    const client = useQueryClient();
    return useMemo(() => {
      const queryKey = getQueryKey(notifications.list);
      const noteRow = (kind: RowChange["kind"], id: string): SentChange => {
        const base = freshestPage(client, queryKey)?.version ?? 0;
        return { change: { kind, id, base, ...effectOf(kind, findRow(client, queryKey, id)) } };
      };
      // Pending until the lists are fresh: what is shown never jumps back in between. A refusal jumps back at once.
      const onSettled = async (answer: Answer | undefined, _error: unknown, _input: unknown, sent?: SentChange) => {
        if (answer && sent && raisedBy(sent, answer)) passOver(client, answer.version);
        const fresh = refreshUntil(client, queryKey, answer?.version ?? 0);
        if (answer) await fresh;
      };
      return { noteRow, onSettled };
    }, [client]);
  }

  /** Marks, archives, and takes both back. Every call is safe to repeat. */
  return function useMarkRead(): UseMarkRead {
    const { noteRow, onSettled } = useSending();
    const [failure, setFailure] = useState<Failure>();
    const row = (kind: RowChange["kind"], again: (id: string) => void) => ({
      onMutate: ({ id }: { id: string }) => noteRow(kind, id),
      onError: (error: ErrorLike, { id }: { id: string }) =>
        setFailure({ error: toHookError(error), again: () => again(id) }),
      onSettled,
    });
    const read = notifications.markRead.useMutation(row("markRead", (id) => markRead(id)));
    const unread = notifications.markUnread.useMutation(row("markUnread", (id) => markUnread(id)));
    const archived = notifications.archive.useMutation(row("archive", (id) => archive(id)));
    const unarchived = notifications.unarchive.useMutation(row("unarchive", (id) => unarchive(id)));
    const all = notifications.markAllRead.useMutation({
      onMutate: ({ upTo, types }): SentChange => ({ change: { kind: "markAllRead", upTo, types } }),
      onError: (error, input) => setFailure({ error: toHookError(error), again: () => markAllRead(input) }),
      onSettled,
    });
    const markRead = useSend(read.mutate, setFailure);
    const markUnread = useSend(unread.mutate, setFailure);
    const archive = useSend(archived.mutate, setFailure);
    const unarchive = useSend(unarchived.mutate, setFailure);
    const sendAll = all.mutate;
    const markAllRead = useCallback(
      (input: MarkAllReadInput) => {
        setFailure(undefined);
        sendAll(input);
      },
      [sendAll],
    );
    return {
      markRead,
      markUnread,
      archive,
      unarchive,
      markAllRead,
      pending: usePendingChanges(trpc).length > 0,
      error: failure?.error,
      retry: useCallback(() => failure?.again(), [failure]),
    };
  };
}

/** Sends a change of one row; what went wrong before is forgotten. */
function useSend(mutate: (input: { id: string }) => void, forget: (failure: undefined) => void) {
  return useCallback(
    (id: string) => {
      forget(undefined);
      mutate({ id });
    },
    [mutate, forget],
  );
}
