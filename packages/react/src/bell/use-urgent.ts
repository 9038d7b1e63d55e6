import { useCallback, useEffect, useRef, useState } from "react";
import type { Notification } from "../types";
import { gatherBursts, type InboxRow, isUnread } from "./bursts";
import { type DesktopOptions, showOnDesktop } from "./desktop";
import type { BellHooks } from "./types";

const MOST = 3;

type UrgentOptions = DesktopOptions & {
  /** The latest of the inbox: what is unread there no more was read, or put away. */
  recent: readonly Notification[];
  open: (row: Notification) => void;
};

/** What is beyond them is in the list. */
const latestOf = (rows: readonly Notification[]) => gatherBursts(rows).slice(0, MOST);
const popsUp = (row: Notification) => row.priority === "high" && isUnread(row);

export function makeUseUrgent(useNewNotifications: BellHooks["useNewNotifications"]) {
  /** What urgent has arrived and is not read, nor put away: the latest three, a burst as one. Shows on the desktop too. */
  return function useUrgent({ recent, open, ...desktop }: UrgentOptions) {
    const [rows, setRows] = useState<readonly Notification[]>([]);
    const latest = useRef({ desktop, open });
    useEffect(() => {
      latest.current = { desktop, open };
    });
    useNewNotifications(
      useCallback((news: readonly Notification[]) => {
        setRows((before) => latestOf([...news.filter(popsUp), ...before]).flatMap(({ members }) => members));
        showOnDesktop(news, latest.current.desktop, (row) => latest.current.open(row));
      }, []),
    );
    const before = useRef<readonly Notification[]>([]);
    useEffect(() => {
      const unread = recent.filter(isUnread);
      const gone = before.current.filter(({ id }) => !unread.some((row) => row.id === id));
      before.current = unread;
      if (gone.length > 0) setRows((all) => all.filter(({ id }) => !gone.some((row) => row.id === id)));
    }, [recent]);
    const dismiss = ({ members }: InboxRow) => setRows((all) => all.filter((row) => !members.includes(row)));
    return { urgent: latestOf(rows), dismissUrgent: dismiss };
  };
}
