import { useEffect, useRef } from "react";
import type { PipelineClient } from "../client";
import type { Notification } from "../types";
import { usePageInbox } from "./inbox-of";

export function makeUseNewNotifications(trpc: PipelineClient) {
  /** Calls back with what arrives while the page is open, newest first: once a browser, however many of its tabs are open. */
  return function useNewNotifications(onNew: (rows: readonly Notification[]) => void): void {
    const { inbox } = usePageInbox(trpc);
    const latest = useRef(onNew);
    useEffect(() => {
      latest.current = onNew;
    });
    useEffect(() => inbox.onNew((rows) => latest.current(rows)), [inbox]);
  };
}
