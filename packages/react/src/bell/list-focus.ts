import { type RefObject, useLayoutEffect } from "react";

const keyOf = (element: HTMLElement | null | undefined) => element?.dataset["plKey"];
const links = (list: Element | null) => [...(list?.querySelectorAll<HTMLElement>("[data-pl-key]") ?? [])];
/** The row that has the focus, itself or one of its buttons. */
const focused = () => document.activeElement?.closest(".pl-item")?.querySelector<HTMLElement>("[data-pl-key]");

/** The key of the row that has the focus. */
export const focusedKey = () => keyOf(focused());

/** Puts the focus on a row; false when it is not there. */
export function focusRow(list: Element | null, key: string | undefined): boolean {
  const row = links(list).find((link) => keyOf(link) === key);
  row?.focus();
  return row !== undefined;
}

/** Moves the focus by rows; from outside the list to its first, or last. */
export function moveFocus(list: Element, step: 1 | -1): void {
  const rows = links(list);
  const at = rows.findIndex((row) => keyOf(row) === focusedKey());
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1);
  rows[next]?.focus();
}

/** A row that leaves with the focus gives it to the next, else to the one before, else to what holds the list. */
export function useKeptFocus(list: RefObject<HTMLElement | null>): void {
  // As it is before this rendering reaches the page.
  const inside = typeof document !== "undefined" && list.current?.contains(document.activeElement);
  const keys = inside ? links(list.current).map(keyOf) : [];
  const at = inside ? keys.indexOf(focusedKey()) : -1;
  useLayoutEffect(() => {
    if (at < 0 || document.activeElement !== document.body) return;
    const nearest = [...keys.slice(at), ...keys.slice(0, at).toReversed()];
    if (nearest.some((key) => focusRow(list.current, key))) return;
    list.current?.closest<HTMLElement>("[tabindex]")?.focus();
  });
}
