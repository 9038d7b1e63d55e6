import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getQueryKey } from "@trpc/react-query";
import { useCallback, useState } from "react";
import type { PipelineClient } from "../client";
import { type ErrorLike, type HookError, toHookError } from "../hook-status";
import type { MarkAllReadInput } from "../types";
import { usePageInbox } from "./inbox-of";
import { noteChange } from "./last-change";
import { changed, covers, type PendingChange, type RowKind } from "./pending";
import { knownInbox } from "./rows";
import { sendChange } from "./send";
import { changeKey, pendingChanges, type SentChange, usePendingChanges } from "./use-pending";
import { useTransport } from "./transport";

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
  /** Sends again what failed last. */
  retry: () => void;
};

type Failure = { error: HookError; again: PendingChange };

export function makeUseMarkRead(trpc: PipelineClient) {
  const queryKey = () => getQueryKey(trpc.notifications.list);

  /** Marks, archives, snoozes, and takes each back. Every call is safe to repeat. */
  return function useMarkRead(): UseMarkRead {
    const client = useQueryClient();
    const transport = useTransport();
    const { inbox } = usePageInbox(trpc);
    const [failure, setFailure] = useState<Failure>();
    const rowsNow = () => [...(knownInbox(client, queryKey(), inbox.state())?.rows.values() ?? [])];
    const { mutate } = useMutation({
      mutationKey: changeKey(trpc),
      mutationFn: (change: PendingChange) => sendChange(trpc, transport, change),
      onMutate(change): SentChange & { touched: number } {
        setFailure(undefined);
        const before = pendingChanges(client, trpc);
        // How many rows it is about, as far as this page knows, after what is on its way already.
        const rows = rowsNow()
          .map((row) => before.reduce(changed, row))
          .filter((row) => covers(change, row));
        return { change, touched: rows.filter((row) => differs(row, changed(row, change))).length };
      },
      async onSuccess({ version, count }, change, { touched }) {
        if ((count ?? touched) > 0) inbox.passOver(version);
        // Pending until the page knows: what is shown never jumps back in between.
        await inbox.reach(version);
        // A change that found nothing to do answers a version that belongs to another one.
        const rows = rowsNow().filter((row) => row.version === version);
        const done = count ?? (rows.some((row) => names(change, row)) ? rows.length : 0);
        const until = "until" in change ? change.until : null;
        if (done > 0) noteChange(client, { kind: change.kind, count: done, version, until });
      },
      onError(error: ErrorLike, again) {
        setFailure({ error: toHookError(error), again });
        // Whether it was lost on its way there or back, the next answer tells.
        void inbox.poll();
      },
    });
    const row = useCallback(
      (kind: RowKind, id: string, groupUpTo?: number, until: string | null = null) => {
        const groupKey = knownInbox(client, queryKey(), inbox.state())?.rows.get(id)?.groupKey ?? null;
        mutate({ kind, id, groupKey, groupUpTo, until });
      },
      [client, inbox, mutate],
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
      retry: useCallback(() => failure && mutate(failure.again), [failure, mutate]),
    };
  };
}

type Marked = { read: boolean; archivedAt: string | null; snoozedUntil: string | null };
const differs = (a: Marked, b: Marked) =>
  a.read !== b.read || a.archivedAt !== b.archivedAt || a.snoozedUntil !== b.snoozedUntil;

/** Whether a change was about a row, by what never changes of it. */
function names(change: PendingChange, { id, groupKey }: { id: string; groupKey: string | null }): boolean {
  if (change.kind === "markAllRead" || change.id === id) return true;
  return change.groupUpTo !== undefined && groupKey !== null && change.groupKey === groupKey;
}
