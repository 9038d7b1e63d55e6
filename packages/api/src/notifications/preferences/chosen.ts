import type { ChannelChoice } from "@pipeline/core/notification-channels";
import { ChosenPreferences } from "@pipeline/core/notification-preferences";
import { NOTIFICATION_CATALOGUE, type NotificationType } from "@pipeline/core/notification-types";
import { accountSettings } from "@pipeline/db/schema";
import { eq } from "drizzle-orm";
import type { Scope } from "../../ctx";

/** What the actor has chosen, as far as it differs from the defaults. */
export async function chosenPreferences({ tx, userId }: Scope): Promise<ChosenPreferences> {
  const [row] = await tx
    .select({ preferences: accountSettings.preferences })
    .from(accountSettings)
    .where(eq(accountSettings.userId, userId));
  return ChosenPreferences.parse(row?.preferences["notifications"]);
}

/** The channels of a type for somebody who has chosen this; what has become mandatory is on. */
export function channelsOf({ types }: ChosenPreferences, type: NotificationType): ChannelChoice {
  const { channels, mandatory } = NOTIFICATION_CATALOGUE[type];
  const { inApp = channels.inApp, desktop = channels.desktop } = types[type] ?? {};
  return { inApp: mandatory || inApp, desktop };
}
