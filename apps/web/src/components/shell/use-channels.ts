import { isQuiet } from "@pipeline/core/quiet-hours";
import { type Notification, useNotificationPreferences } from "@pipeline/react";
import { useMemo } from "react";

type Channels = { wantsDesktop: (row: Notification) => boolean; isQuiet: () => boolean };
const SILENT: Channels = { wantsDesktop: () => false, isQuiet: () => false };

/** What the account's preferences let through to the desktop; nothing before they are known. */
export function useChannels(): Channels {
  const { preferences } = useNotificationPreferences();
  return useMemo(() => {
    if (!preferences) return SILENT;
    const { types, quietHours, timeZone } = preferences;
    return {
      wantsDesktop: ({ type }) => types[type]?.desktop ?? false,
      isQuiet: () => isQuiet(quietHours, timeZone, Date.now()),
    };
  }, [preferences]);
}
