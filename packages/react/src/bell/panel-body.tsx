import type { ReactNode } from "react";
import { More } from "./more";
import type { BellTab, UseNotificationBell } from "./use-notification-bell";

const EMPTY: Record<BellTab, readonly [string, string]> = {
  all: ["Nothing has happened yet", "You are told here when a job starts, fails or is done."],
  unread: ["All read", "What is new will be here."],
  archived: ["Nothing is archived", "What is done with can be archived: press e on it."],
};
const ROWS = ["a", "b", "c", "d", "e"];

type BodyProps = Pick<UseNotificationBell, "list" | "tab"> & { children: ReactNode };

/** The three states of the list, and none of them jumps. */
export function PanelBody({ list, tab, children }: BodyProps) {
  if (list.status === "loading") return <Loading />;
  if (list.status === "failed") {
    return (
      <div className="pl-state" role="alert">
        <strong>Notifications could not be loaded</strong>
        <p>{list.error?.message}</p>
        <button type="button" className="pl-text-button" onClick={list.retry}>
          Try again
        </button>
        {list.error?.requestId !== undefined && <small>Request {list.error.requestId}</small>}
      </div>
    );
  }
  return (
    <>
      {children}
      <More list={list} />
      {list.items.length === 0 && !list.hasMore && (
        <div className="pl-state">
          <strong>{EMPTY[tab][0]}</strong>
          <p>{EMPTY[tab][1]}</p>
        </div>
      )}
    </>
  );
}

function Loading() {
  return (
    <>
      <output className="pl-sr" aria-live="polite">
        Loading notifications
      </output>
      {ROWS.map((row) => (
        <div key={row} className="pl-skeleton" aria-hidden="true" />
      ))}
    </>
  );
}
