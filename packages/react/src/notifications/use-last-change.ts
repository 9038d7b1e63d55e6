import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useSyncExternalStore } from "react";
import type { PipelineClient } from "../client";
import { type HookError, toHookError } from "../hook-status";
import { usePageInbox } from "./inbox-of";
import { type DoneChange, lastChange, noteChange, onChange } from "./last-change";
import { usePendingChanges } from "./use-pending";

/** The last change of the inbox on this page, and how to take it back. */
export type UseLastChange = {
  change: DoneChange | undefined;
  undo: () => void;
  /** Puts the change away, and why it could not be taken back. */
  dismiss: () => void;
  pending: boolean;
  /** Why it could not be taken back, until the next change. */
  error: HookError | undefined;
  /** Tries again to take back what could not be. */
  retry: () => void;
};

export function makeUseLastChange(trpc: PipelineClient) {
  /** For a toast that offers to undo. What others have changed since stays as they left it. */
  return function useLastChange(): UseLastChange {
    const client = useQueryClient();
    const { inbox } = usePageInbox(trpc);
    const subscribe = useCallback((listener: () => void) => onChange(client, listener), [client]);
    const read = () => lastChange(client);
    const change = useSyncExternalStore(subscribe, read, read);
    const undoing = useMutation({
      mutationFn: inbox.undo,
      onSuccess: (_, undone) => {
        if (lastChange(client)?.version === undone) noteChange(client, undefined);
      },
    });
    const { mutate: send, reset, isPending, error, variables: undone } = undoing;
    const isStale = error !== null && change !== undefined && change.version !== undone;
    useEffect(() => {
      if (isStale) reset();
    }, [isStale, reset]);
    const onItsWay = usePendingChanges(trpc).length > 0;
    // Who is faster than the server takes back what is still on its way there, once it has arrived.
    const wanted = useRef(false);
    useEffect(() => {
      if (change && wanted.current) send(change.version);
      if (change || !onItsWay) wanted.current = false;
    }, [change, onItsWay, send]);
    return {
      change,
      undo: useCallback(() => {
        if (change) send(change.version);
        else wanted.current = onItsWay;
      }, [change, onItsWay, send]),
      dismiss: useCallback(() => {
        noteChange(client, undefined);
        if (!isPending) reset();
      }, [client, isPending, reset]),
      pending: isPending,
      error: error && !isStale ? toHookError(error) : undefined,
      retry: useCallback(() => {
        if (undone !== undefined) send(undone);
      }, [undone, send]),
    };
  };
}
