const links = (list: Element) => [...list.querySelectorAll<HTMLElement>("[data-pl-id]")];

/** The row that has the focus, itself or one of its buttons. */
export function focusedId(): string | undefined {
  return document.activeElement?.closest(".pl-item")?.querySelector<HTMLElement>("[data-pl-id]")?.dataset["plId"];
}

/** Moves the focus by rows; from outside the list to its first, or last. False when there is none. */
export function moveFocus(list: Element, step: 1 | -1): boolean {
  const rows = links(list);
  const id = focusedId();
  const at = rows.findIndex((row) => row.dataset["plId"] === id);
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1);
  rows[next]?.focus();
  return rows.length > 0;
}

/** Puts the focus on a row's neighbour, before the row goes. Answers false when it has none. */
export function leaveRow(list: Element, id: string): boolean {
  const rows = links(list);
  const at = rows.findIndex((row) => row.dataset["plId"] === id);
  const neighbour = rows[at + 1] ?? rows[at - 1];
  neighbour?.focus();
  return neighbour !== undefined;
}
