import type { ReactNode } from "react";
import type { UseNotifications } from "../notifications/use-notifications";

const EMPTY = {
  all: { title: "Nothing has happened yet", words: "You are told here when a job starts, fails or is done." },
  unread: { title: "All read", words: "What is new will be here." },
} as const;
const ROWS = ["a", "b", "c", "d", "e"];

type BodyProps = { list: UseNotifications; tab: "all" | "unread"; children: ReactNode };

/** The three states of the list, and none of them jumps. */
export function PanelBody({ list, tab, children }: BodyProps) {
  if (list.status === "loading") return <Loading />;
  if (list.status === "failed") {
    return (
      <div className="pl-state" role="alert">
        <strong>Notifications could not be loaded</strong>
        <p>{list.error?.message}</p>
        <button type="button" className="pl-button" onClick={list.retry}>
          Try again
        </button>
        {list.error?.requestId !== undefined && <small>Request {list.error.requestId}</small>}
      </div>
    );
  }
  if (list.items.length > 0) return children;
  return (
    <div className="pl-state">
      <strong>{EMPTY[tab].title}</strong>
      <p>{EMPTY[tab].words}</p>
    </div>
  );
}

function Loading() {
  return (
    <div>
      <output className="pl-sr" aria-live="polite">
        Loading notifications
      </output>
      {ROWS.map((row) => (
        <div key={row} className="pl-skeleton" aria-hidden="true">
          <span />
          <span>
            <i />
            <i />
          </span>
        </div>
      ))}
    </div>
  );
}
