import { useCallback, useEffect, useRef } from "react";
import { Announcer } from "./announcer";
import { Glyph } from "./type-icon";
import type { BellHooks } from "./types";
import { useLayers } from "./use-layers";
import { createUseNotificationBell, type NotificationBellOptions } from "./use-notification-bell";

const BELL = "M6 16.5V11a6 6 0 1 1 12 0v5.5l1.5 1.5h-15zM10 20.5a2.2 2.2 0 0 0 4 0";

export type NotificationBellProps = NotificationBellOptions & {
  /** The page with all notifications; without it there is no link to it. */
  allHref?: string;
};

/** The bell over hooks that `createPipelineHooks` made. */
export function createNotificationBell(hooks: BellHooks) {
  const useNotificationBell = createUseNotificationBell(hooks);

  /** A bell with the number of unread notifications, a panel with the latest, and toasts. Needs `bell.css`. */
  return function NotificationBell({ allHref, ...options }: NotificationBellProps) {
    const bell = useNotificationBell(options);
    const { count, badge, isOpen, setOpen } = bell;
    const root = useRef<HTMLDivElement>(null);
    const button = useRef<HTMLButtonElement>(null);
    const leave = useCallback(() => setOpen(false), [setOpen]);
    const close = useCallback(() => {
      setOpen(false);
      button.current?.focus();
    }, [setOpen]);
    const Layers = useLayers(isOpen);
    useLeaving(root, isOpen, leave);
    return (
      <div className="pl-bell" ref={root}>
        <button
          ref={button}
          type="button"
          className="pl-bell-button"
          aria-label={badge === undefined ? "Notifications" : `Notifications, ${count} unread`}
          aria-haspopup="dialog"
          aria-expanded={isOpen}
          aria-controls={isOpen ? "pl-panel" : undefined}
          onClick={() => setOpen(!isOpen)}
        >
          <Glyph path={BELL} size={22} />
          {badge !== undefined && (
            <span className="pl-badge" aria-hidden="true">
              {badge}
            </span>
          )}
        </button>
        <Announcer count={count} done={bell.done?.words} />
        {Layers && <Layers bell={bell} allHref={allHref} close={close} />}
      </div>
    );
  };
}

/** Tells when a pointer or the focus has gone elsewhere. */
function useLeaving(root: { current: HTMLElement | null }, open: boolean, leave: () => void): void {
  useEffect(() => {
    if (!open) return undefined;
    const away = ({ target }: Event) => {
      if (target instanceof Node && !root.current?.contains(target)) leave();
    };
    document.addEventListener("pointerdown", away);
    document.addEventListener("focusin", away);
    return () => {
      document.removeEventListener("pointerdown", away);
      document.removeEventListener("focusin", away);
    };
  }, [root, open, leave]);
}
