import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { CLOSE } from "./panel-head";
import { Glyph, TypeIcon } from "./type-icon";
import { useKeyDown } from "./use-key-down";
import type { UseNotificationBell } from "./use-notification-bell";

const SECOND = 1000;
const URGENT_MS = 10 * SECOND;
const UNDO_MS = 8 * SECOND;
const TYPING = "input, textarea, select, [contenteditable='true'], [aria-modal='true'] *";
const PAGE = {
  get current() {
    return document;
  },
};

/** What has happened just now: urgent news, what could not be saved, what was done and can be taken back. */
export function Toasts({ bell }: { bell: UseNotificationBell }) {
  const { urgent, dismissUrgent, done, undo, notUndone, inbox } = bell;
  const failures = [inbox.failure, notUndone].filter((failure) => failure !== undefined);
  // z takes back wherever the focus is, except where somebody types.
  useKeyDown(PAGE, ({ key, target, ctrlKey, metaKey, altKey, defaultPrevented }) => {
    if (key !== "z" || ctrlKey || metaKey || altKey || defaultPrevented) return;
    if (!(target instanceof Element && target.matches(TYPING))) undo();
  });
  if (urgent.length + failures.length === 0 && !done) return null;
  return (
    <section ref={showAbove} className="pl-toasts" aria-label="Just now" popover="manual">
      {urgent.toReversed().map((row) => (
        <Toast
          key={row.key}
          ms={URGENT_MS}
          close={() => dismissUrgent(row)}
          action="Open"
          run={() => {
            dismissUrgent(row);
            inbox.open(row.item);
          }}
        >
          <TypeIcon type={row.item.type} />
          <span role="alert">
            <span className="pl-sr">Urgent: </span>
            <strong>{row.item.title}</strong>
            {row.members.length > 1 && <span className="pl-number">{row.members.length}</span>}
            <span className="pl-message">{row.item.message}</span>
          </span>
        </Toast>
      ))}
      {failures.map(({ words, error, retry, dismiss }) => (
        <Toast key={words} close={dismiss} action="Try again" run={retry}>
          <span role="alert">
            <strong>{words}</strong>
            <span className="pl-message">{error.message}</span>
          </span>
        </Toast>
      ))}
      {done && (
        <Toast key={done.version} ms={UNDO_MS} close={done.dismiss} action="Undo" run={done.undo}>
          {done.words}
        </Toast>
      )}
    </section>
  );
}

/** In the browser's top layer, where no part of the host can cover or cut it. */
function showAbove(section: HTMLElement | null): void {
  section?.showPopover?.();
}

type ToastProps = { ms?: number; close: () => void; action: string; run: () => void; children: ReactNode };

/** Goes after `ms`, not while the page is hidden or a pointer or the focus is on it. */
function Toast({ ms, close, action, run, children }: ToastProps) {
  const toast = useRef<HTMLDivElement>(null);
  const end = useRef(close);
  useEffect(() => {
    end.current = close;
  });
  useEffect(() => {
    if (!ms) return undefined;
    let timer = setTimeout(check, ms);
    function check() {
      const { current } = toast;
      const held = current?.matches(":hover") || current?.contains(document.activeElement);
      if (held || document.hidden) timer = setTimeout(check, 2 * SECOND);
      else end.current();
    }
    return () => clearTimeout(timer);
  }, [ms]);
  useLayoutEffect(() => {
    const { current } = toast;
    // It must not take the focus with it.
    return () => {
      if (!current?.contains(document.activeElement)) return;
      const bell = current.closest(".pl-bell");
      (bell?.querySelector<HTMLElement>(".pl-panel") ?? bell?.querySelector("button"))?.focus();
    };
  }, []);
  useKeyDown(toast, ({ key }) => {
    if (key === "Escape") close();
  });
  return (
    <div ref={toast} className="pl-toast">
      <div>{children}</div>
      <button type="button" className="pl-text-button" onClick={run}>
        {action}
      </button>
      <button type="button" className="pl-action" aria-label="Close" onClick={close}>
        <Glyph path={CLOSE} />
      </button>
    </div>
  );
}
