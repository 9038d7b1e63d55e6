import { isAppPath } from "@pipeline/core/app-path";
import type { Notification } from "../types";

/** Where a notification leads; null for nowhere. Nobody is sent out of the application, whatever the row says. */
export function leadsTo({ actionUrl }: Pick<Notification, "actionUrl">): string | null {
  return actionUrl !== null && isAppPath(actionUrl) ? actionUrl : null;
}
