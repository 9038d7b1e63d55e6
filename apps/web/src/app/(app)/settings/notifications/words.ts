import type { Channel } from "@pipeline/core/notification-channels";
import type { QuietHours } from "@pipeline/core/quiet-hours";
import type { DesktopState } from "./desktop";

/** The channels as a table names them. */
export const CHANNEL_WORDS: Record<Channel, string> = { inApp: "Inbox", desktop: "Desktop" };

/** Why a switch cannot be moved. */
export const MANDATORY_WORDS = "Always in the inbox: it says that money is lost or running out.";

/** What desktop notifications are in this browser, and what to do where a button cannot. */
export const DESKTOP_WORDS: Record<DesktopState, string> = {
  unsupported: "This browser has no desktop notifications.",
  blocked: "This browser blocks them. Allow notifications for this site in its settings, then come back.",
  off: "Off in this browser.",
  on: "On in this browser.",
};

/** What two times mean, once both are there. */
export function quietWords({ from, to }: QuietHours, timeZone: string): string {
  if (from === "" || to === "") return "Desktop notifications may come at any time.";
  if (from === to) return "The same time twice is never quiet.";
  const end = from < to ? to : `${to} the next day`;
  return `Desktop notifications keep silent from ${from} to ${end}, ${timeZone} time. Urgent ones come all the same.`;
}
