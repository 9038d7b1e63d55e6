import { useEffect, useRef } from "react";

/** What a key does. Two keys after each other are written with a blank: "g c". */
export type KeyMap = Readonly<Record<string, () => void>>;

const SEQUENCE_MS = 1200;
const TYPING = "input, textarea, select, [contenteditable='true'], [role='textbox'], [role='combobox']";
const BLOCKING = "[role='dialog'], [role='menu'], [role='listbox']";

/** True where a key belongs to somebody else: a field, or an open layer. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const { target } = event;
  return target instanceof Element && (target.matches(TYPING) || target.closest(BLOCKING) !== null);
}

/** Listens to keys on the whole page, except where somebody types or a layer is open. */
export function useKeys(keys: KeyMap): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    let before = { key: "", at: 0 };
    const onKeyDown = (event: KeyboardEvent) => {
      if (isTaken(event)) return;
      const key = event.key.length === 1 && event.shiftKey ? shifted(event.key) : event.key;
      const sequence = event.timeStamp - before.at < SEQUENCE_MS ? `${before.key} ${key}` : "";
      before = { key, at: event.timeStamp };
      const act = latest.current[sequence] ?? latest.current[key];
      if (!act) return;
      event.preventDefault();
      before = { key: "", at: 0 };
      act();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}

// A letter is named with its shift, a sign is what it is.
function shifted(key: string): string {
  return /[a-z]/i.test(key) ? `shift+${key.toLowerCase()}` : key;
}
