import { useLayoutEffect, useRef } from "react";
import { handleInboxKey } from "./inbox-keys";
import { isPlain } from "./item";
import { NotificationList } from "./list";
import { PanelBody } from "./panel-body";
import { PanelHead } from "./panel-head";
import { Tabs } from "./tabs";
import { useKeyDown } from "./use-key-down";
import type { UseNotificationBell } from "./use-notification-bell";

type PanelProps = { bell: UseNotificationBell; allHref: string | undefined; close: () => void };

/** The latest notifications, in a layer beside the bell; the whole height of a phone. */
export function Panel({ bell, allHref, close }: PanelProps) {
  const { inbox, list, tab, setTab, badge, navigate, trouble, askAgain } = bell;
  const panel = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => panel.current?.focus({ preventScroll: true }), []);
  useKeyDown(panel, (event) => {
    if (event.key === "Escape") close();
    else if (!panel.current || !handleInboxKey(event, panel.current, inbox)) return;
    event.stopPropagation();
  });
  return (
    <dialog ref={panel} open id="pl-panel" className="pl-panel" aria-label="Notifications" tabIndex={-1}>
      <PanelHead markAllRead={inbox.markAllRead} close={close} />
      <Tabs value={tab} onChange={setTab} badge={badge} />
      {trouble && list.status === "ready" && (
        <output className="pl-trouble">
          Not up to date. {trouble.message}
          <button type="button" className="pl-text-button" onClick={askAgain}>
            Try again
          </button>
        </output>
      )}
      {/* Another list begins at its top. */}
      <div key={tab} className="pl-scroll" role="tabpanel" id="pl-tab-panel" aria-labelledby={`pl-tab-${tab}`}>
        <PanelBody list={list} tab={tab}>
          <NotificationList inbox={inbox} />
        </PanelBody>
      </div>
      {allHref !== undefined && (
        <a
          className="pl-foot"
          href={allHref}
          onClick={(event) => {
            if (!isPlain(event)) return;
            event.preventDefault();
            navigate(allHref);
          }}
        >
          See all notifications
        </a>
      )}
    </dialog>
  );
}
