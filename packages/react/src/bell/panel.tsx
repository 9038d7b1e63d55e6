import { useEffect, useRef, useState } from "react";
import type { PipelineHooks } from "../hooks";
import { RECENT, UNREAD } from "../policy-inputs";
import { handleInboxKey } from "./inbox-keys";
import { NotificationList, useItemActions } from "./list";
import { PanelBody } from "./panel-body";
import { PanelHead } from "./panel-head";
import { Tabs } from "./tabs";
import { useKeyDown } from "./use-key-down";

export type PanelProps = {
  timeZone: string;
  allHref: string | undefined;
  /** Leaves the panel for a page. */
  navigate: (href: string) => void;
  close: () => void;
};

type Tab = "all" | "unread";
const TABS = [
  { value: "all", label: "All" },
  { value: "unread", label: "Unread" },
] as const;
const INPUTS = { all: RECENT, unread: UNREAD } as const satisfies Record<Tab, object>;

/** Keeps a click with a modifier the browser's own: a new tab, a download. */
const isPlain = (event: { metaKey: boolean; ctrlKey: boolean; shiftKey: boolean }) =>
  !event.metaKey && !event.ctrlKey && !event.shiftKey;

export function makePanel({ useNotifications, useMarkRead }: Pick<PipelineHooks, "useNotifications" | "useMarkRead">) {
  /** The latest notifications, in a layer beside the bell; the whole height of a phone. */
  return function Panel({ timeZone, allHref, navigate, close }: PanelProps) {
    const [tab, setTab] = useState<Tab>("all");
    const panel = useRef<HTMLDialogElement>(null);
    const list = useNotifications(INPUTS[tab]);
    const marks = useMarkRead();
    const actions = useItemActions(panel, tab, marks, navigate);
    const { items, version, unreadCount = 0 } = list;
    const canMarkAll = version !== undefined && unreadCount > 0;
    const markAllRead = () => {
      if (canMarkAll) marks.markAllRead({ upTo: version });
    };
    useEffect(() => panel.current?.focus({ preventScroll: true }), []);
    useKeyDown(panel, (event) => {
      if (event.key === "Escape") close();
      else if (!panel.current || !handleInboxKey(event, panel.current, { items, actions, markAllRead })) return;
      event.stopPropagation();
    });
    return (
      <dialog ref={panel} open id="pl-panel" className="pl-panel" aria-label="Notifications" tabIndex={-1}>
        <PanelHead canMarkAll={canMarkAll} markAllRead={markAllRead} close={close} />
        <Tabs tabs={TABS} value={tab} onChange={setTab} count={unreadCount} />
        <div className="pl-scroll" role="tabpanel" id={`pl-tab-panel-${tab}`} aria-labelledby={`pl-tab-${tab}`}>
          {marks.error && (
            <p className="pl-note" role="alert">
              {marks.error.message}{" "}
              <button type="button" className="pl-text-button" onClick={marks.retry}>
                Try again
              </button>
            </p>
          )}
          <PanelBody list={list} tab={tab}>
            <NotificationList items={items} timeZone={timeZone} actions={actions} />
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
  };
}
