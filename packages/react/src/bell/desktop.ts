import type { Notification } from "../types";
import { gatherBursts } from "./bursts";

/** Where a browser keeps that its owner wants desktop notifications: "on". */
export const DESKTOP_KEY = "pipeline:desktop-notifications";

export type DesktopOptions = {
  /** Whether the preferences want a row on the desktop; without it none is. */
  wantsDesktop?: ((row: Notification) => boolean) | undefined;
  /** Quiet hours: only what is urgent passes. Asked when something arrives. */
  isQuiet?: (() => boolean) | undefined;
};

function isOn(): boolean {
  try {
    return window.Notification?.permission === "granted" && localStorage.getItem(DESKTOP_KEY) === "on";
  } catch {
    // Storage may be forbidden: then nobody has asked for it.
    return false;
  }
}

/** Shows rows outside the page, a burst as one, where the browser's owner asked for it. */
export function showOnDesktop(
  rows: readonly Notification[],
  { wantsDesktop, isQuiet }: DesktopOptions,
  open: (row: Notification) => void,
): void {
  if (!wantsDesktop || !isOn()) return;
  const quiet = isQuiet?.() ?? false;
  const wanted = rows.filter((row) => wantsDesktop(row) && (!quiet || row.priority === "high"));
  for (const { item, members } of gatherBursts(wanted)) {
    const title = members.length > 1 ? `${item.title} (${members.length})` : item.title;
    try {
      const shown = new window.Notification(title, { body: item.message, tag: item.id });
      shown.addEventListener("click", () => {
        window.focus();
        shown.close();
        open(item);
      });
    } catch {
      // Some phones have the constructor and forbid it.
      return;
    }
  }
}
