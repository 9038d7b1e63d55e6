import { DESKTOP_KEY } from "@pipeline/react/bell";

/** What desktop notifications are in this browser: the person's choice, as far as the browser allows one. */
export type DesktopState = "unsupported" | "blocked" | "off" | "on";

const ON = "on";
const listeners = new Set<() => void>();

// A browser that keeps nothing cannot be asked to remember the choice.
function kept(): string | null | undefined {
  try {
    return window.localStorage.getItem(DESKTOP_KEY);
  } catch {
    return undefined;
  }
}

/** The state at this moment. */
export function desktopState(): DesktopState {
  const choice = kept();
  if (!("Notification" in window) || choice === undefined) return "unsupported";
  if (Notification.permission === "denied") return "blocked";
  return Notification.permission === "granted" && choice === ON ? "on" : "off";
}

/** Calls back when the state may be another: here, in another tab, or back from the browser's settings. */
export function watchDesktop(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  window.addEventListener("focus", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
    window.removeEventListener("focus", listener);
  };
}

/** Asks the browser, and remembers the choice where it allows it. To be called by a click. */
export async function turnDesktopOn(): Promise<DesktopState> {
  if ((await Notification.requestPermission()) === "granted") window.localStorage.setItem(DESKTOP_KEY, ON);
  return told();
}

/** Takes the choice back; what the browser allows stays allowed. */
export function turnDesktopOff(): DesktopState {
  window.localStorage.removeItem(DESKTOP_KEY);
  return told();
}

function told(): DesktopState {
  for (const listener of listeners) listener();
  return desktopState();
}
