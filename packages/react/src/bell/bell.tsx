import { useCallback, useEffect, useRef, useState } from "react";
import type { PipelineHooks } from "../hooks";
import { Announcer } from "./announcer";
import { makePanel } from "./panel";
import { Glyph } from "./type-icon";

const BELL = "M6 16.5V11a6 6 0 1 1 12 0v5.5l1.5 1.5h-15zM10 20.5a2.2 2.2 0 0 0 4 0";
const MOST = 99;

export type NotificationBellProps = {
  /** IANA zone of days and exact times; the browser's by default. */
  timeZone?: string;
  /** The page with all notifications; without it there is no link to it. */
  allHref?: string;
  /** Goes to a path of the application; a full page load by default. */
  onNavigate?: (href: string) => void;
};

const zoneHere = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
const load = (href: string) => window.location.assign(href);

/** The bell over hooks that `createPipelineHooks` made. */
export function createNotificationBell(
  hooks: Pick<PipelineHooks, "useMarkRead" | "useNotifications" | "useUnreadCount">,
) {
  const Panel = makePanel(hooks);
  const { useUnreadCount } = hooks;

  /** A bell with the number of unread notifications, and a panel with the latest. Needs `bell.css`. */
  return function NotificationBell({ timeZone, allHref, onNavigate = load }: NotificationBellProps) {
    const [open, setOpen] = useState(false);
    const root = useRef<HTMLDivElement>(null);
    const button = useRef<HTMLButtonElement>(null);
    const { count = 0 } = useUnreadCount();
    const leave = useCallback(() => setOpen(false), []);
    const close = useCallback(() => {
      setOpen(false);
      button.current?.focus();
    }, []);
    const navigate = useCallback(
      (href: string) => {
        setOpen(false);
        onNavigate(href);
      },
      [onNavigate],
    );
    useLeaving(root, open, leave);
    return (
      <div className="pl-bell" ref={root}>
        <button
          ref={button}
          type="button"
          className="pl-bell-button"
          aria-label={count === 0 ? "Notifications" : `Notifications, ${count} unread`}
          aria-haspopup="dialog"
          aria-expanded={open}
          aria-controls={open ? "pl-panel" : undefined}
          onClick={() => setOpen(!open)}
        >
          <Glyph path={BELL} size={22} />
          {count > 0 && (
            <span className="pl-badge" aria-hidden="true">
              {count > MOST ? `${MOST}+` : count}
            </span>
          )}
        </button>
        <Announcer count={count} />
        {open && <Panel timeZone={timeZone ?? zoneHere()} allHref={allHref} navigate={navigate} close={close} />}
      </div>
    );
  };
}

/** Tells when a pointer or the focus has gone elsewhere. */
function useLeaving(root: { current: HTMLElement | null }, open: boolean, leave: () => void): void {
  useEffect(() => {
    const away = ({ target }: Event) => {
      if (open && target instanceof Node && !root.current?.contains(target)) leave();
    };
    document.addEventListener("pointerdown", away);
    document.addEventListener("focusin", away);
    return () => {
      document.removeEventListener("pointerdown", away);
      document.removeEventListener("focusin", away);
    };
  }, [root, open, leave]);
}
