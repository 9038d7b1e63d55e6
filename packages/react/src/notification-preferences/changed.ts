import { isNotificationType } from "@pipeline/core/notification-looks";
import type { NotificationPreferences, SetNotificationPreferencesInput } from "../types";

/** Preferences as they will be once a change is made. */
export function changed(
  preferences: NotificationPreferences,
  { types = {}, quietHours = preferences.quietHours }: SetNotificationPreferencesInput,
): NotificationPreferences {
  const next = { ...preferences.types };
  for (const type of Object.keys(types).filter(isNotificationType)) {
    const { inApp = next[type].inApp, desktop = next[type].desktop } = types[type] ?? {};
    next[type] = { inApp, desktop };
  }
  return { ...preferences, types: next, quietHours };
}
