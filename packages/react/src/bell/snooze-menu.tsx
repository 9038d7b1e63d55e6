import { useLayoutEffect, useRef } from "react";
import { comingTime } from "../time/words";
import type { InboxRow } from "./bursts";
import { snoozeChoices } from "./snooze-times";
import type { Inbox } from "./use-inbox";
import { useKeyDown } from "./use-key-down";

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

/** Until when a row may be out of the way. Closed by a choice, by escape, and when the focus goes elsewhere. */
export function SnoozeMenu({ row, inbox }: { row: InboxRow; inbox: Inbox }) {
  const { now, timeZone, snooze, setSnoozing } = inbox;
  const menu = useRef<HTMLDivElement>(null);
  const wake = row.item.snoozedUntil === null ? [] : [{ label: "Wake now", until: null }];
  const choices = () => [...(menu.current?.querySelectorAll("button") ?? [])];
  useLayoutEffect(() => {
    menu.current?.querySelector("button")?.focus({ preventScroll: true });
    menu.current?.scrollIntoView?.({ block: "nearest" });
  }, []);
  useKeyDown(menu, (event) => {
    const step = STEPS[event.key];
    if (event.key === "Escape" || event.key === "Tab") setSnoozing(undefined);
    else if (step !== undefined) {
      const at = choices().findIndex((choice) => choice === document.activeElement);
      choices()
        .at((at + step) % choices().length)
        ?.focus();
    } else if (event.key !== "s") return;
    event.preventDefault();
    event.stopPropagation();
  });
  return (
    <div
      ref={menu}
      className="pl-menu"
      role="menu"
      aria-label={`Snooze: ${row.item.title}`}
      tabIndex={-1}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.parentElement?.contains(relatedTarget)) setSnoozing(undefined);
      }}
    >
      {[...wake, ...snoozeChoices(now, timeZone)].map(({ label, until }) => (
        <button
          key={label}
          type="button"
          role="menuitem"
          tabIndex={-1}
          onClick={() => {
            setSnoozing(undefined);
            snooze(row, until);
          }}
        >
          {label}
          {until !== null && <span>{comingTime(until, now, timeZone)}</span>}
        </button>
      ))}
    </div>
  );
}
