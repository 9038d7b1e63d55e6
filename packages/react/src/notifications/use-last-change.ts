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
  dismiss: () => void;
  pending: boolean;
  error: HookError | undefined;
};

export function makeUseLastChange(trpc: PipelineClient) {
  /** For a toast that offers to undo. What others have changed since stays as they left it. */
  return function useLastChange(): UseLastChange {
    const client = useQueryClient();
    const { inbox } = usePageInbox(trpc);
    const subscribe = useCallback((listener: () => void) => onChange(client, listener), [client]);
    const read = () => lastChange(client);
    const change = useSyncExternalStore(subscribe, read, read);
    const dismiss = useCallback(() => noteChange(client, undefined), [client]);
    const undoing = useMutation({
      mutationFn: inbox.undo,
      onSuccess: (_, undone) => {
        if (lastChange(client)?.version === undone) dismiss();
      },
    });
    const { mutate: send } = undoing;
    const onItsWay = usePendingChanges(trpc).length > 0;
    // Who is faster than the server takes back what is still on its way there, once it has arrived.
    const wanted = useRef(false);
    useEffect(() => {
      if (change && wanted.current) send(change.version);
      if (change || !onItsWay) wanted.current = false;
    }, [change, onItsWay, send]);
    const undo = useCallback(() => {
      if (change) send(change.version);
      else wanted.current = onItsWay;
    }, [change, onItsWay, send]);
    return {
      change,
      undo,
      dismiss,
      pending: undoing.isPending,
      error: undoing.error ? toHookError(undoing.error) : undefined,
    };
  };
}
