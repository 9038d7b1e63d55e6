import { useCallback, useState } from "react";
import { RECENT, UNREAD } from "../policy-inputs";
import type { HookError } from "../hook-status";
import type { Notification } from "../types";
import type { InboxRow } from "./bursts";
import { doneWords } from "./change-words";
import type { DesktopOptions } from "./desktop";
import type { UseLastChange } from "../notifications/use-last-change";
import type { UseNotifications } from "../notifications/use-notifications";
import type { BellHooks } from "./types";
import { type Inbox, type InboxFailure, useInbox } from "./use-inbox";
import { useTitleCount } from "./use-title-count";
import { makeUseUrgent } from "./use-urgent";

export type BellTab = "all" | "unread" | "archived";

export type NotificationBellOptions = DesktopOptions & {
  /** IANA zone of days and exact times; the browser's by default. */
  timeZone?: string | undefined;
  /** Goes to a path of the application; a full page load by default. */
  onNavigate?: ((href: string) => void) | undefined;
  /** Shows the number in the title of the browser's tab: "(3) …". */
  countInTitle?: boolean | undefined;
};

/** Everything a bell is, but its look. */
export type UseNotificationBell = {
  /** Unread, exactly; `badge` is what a sign says: at most 99+, nothing for none. */
  count: number;
  badge: string | undefined;
  /** Why it is not up to date; undefined while it is. */
  trouble: HookError | undefined;
  /** Asks the server again. */
  askAgain: () => void;
  isOpen: boolean;
  setOpen: (open: boolean) => void;
  tab: BellTab;
  setTab: (tab: BellTab) => void;
  list: UseNotifications;
  inbox: Inbox;
  /** Closes the panel and goes there. */
  navigate: (href: string) => void;
  /** What was done last, in words, while it can be taken back. */
  done: (Pick<UseLastChange, "undo" | "dismiss"> & { words: string; version: number }) | undefined;
  /** Takes back what was done last, also while it is still on its way to the server. */
  undo: () => void;
  /** Why it could not be taken back. */
  notUndone: InboxFailure | undefined;
  /** What urgent has arrived and is to be said aloud: at most three, latest first. */
  urgent: readonly InboxRow[];
  dismissUrgent: (row: InboxRow) => void;
};

const INPUTS = { all: RECENT, unread: UNREAD, archived: { filter: "archived", limit: 20 } } as const;
const MOST = 99;
const zoneHere = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
const load = (href: string) => window.location.assign(href);

/** The headless bell over hooks that `createPipelineHooks` made. */
export function createUseNotificationBell(hooks: BellHooks) {
  const { useNotifications, useUnreadCount, useMarkRead, useLastChange, useNewNotifications } = hooks;
  const useUrgent = makeUseUrgent(useNewNotifications);

  /** The state of a bell and all that can be done with it, for those who bring a look of their own. */
  return function useNotificationBell(options: NotificationBellOptions = {}): UseNotificationBell {
    const { timeZone = zoneHere(), onNavigate = load, countInTitle, wantsDesktop, isQuiet } = options;
    const [isOpen, setOpen] = useState(false);
    const [tab, setTab] = useState<BellTab>("all");
    const { count = 0, error: trouble, retry: askAgain } = useUnreadCount();
    const recent = useNotifications(RECENT);
    const list = useNotifications(INPUTS[tab]);
    const navigate = useCallback(
      (href: string) => {
        setOpen(false);
        onNavigate(href);
      },
      [onNavigate],
    );
    const { change, undo, dismiss, error, retry } = useLastChange();
    const ticks = isOpen || change !== undefined;
    const inbox = useInbox({ list, marks: useMarkRead(), filter: tab, timeZone, onNavigate: navigate, ticks });
    const open = (row: Notification) => inbox.open(row);
    const urgent = useUrgent({ recent: recent.items, open, wantsDesktop, isQuiet });
    const badge = count > MOST ? `${MOST}+` : count > 0 ? `${count}` : undefined;
    useTitleCount(countInTitle ? badge : undefined);
    return {
      count,
      badge,
      trouble,
      askAgain,
      isOpen,
      setOpen,
      tab,
      setTab,
      list,
      inbox,
      navigate,
      done:
        change?.count && !error
          ? { words: doneWords(change, inbox.now, timeZone), version: change.version, undo, dismiss }
          : undefined,
      undo,
      notUndone: error && { words: "Not undone", error, retry, dismiss },
      ...urgent,
    };
  };
}
