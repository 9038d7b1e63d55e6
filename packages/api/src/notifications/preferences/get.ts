import { type ChosenPreferences, NotificationPreferences } from "@pipeline/core/notification-preferences";
import { NOTIFICATION_CATALOGUE, NOTIFICATION_TYPES } from "@pipeline/core/notification-types";
import { accountTimeZone } from "../../account/time-zone";
import { reading, type Ctx } from "../../ctx";
import { channelsOf, chosenPreferences } from "./chosen";

/** What the actor is told of, on which channel, and when desktop keeps silent. */
export async function getPreferences(ctx: Ctx): Promise<NotificationPreferences> {
  return reading(ctx, async (scope) => {
    const [chosen, timeZone] = await Promise.all([chosenPreferences(scope), accountTimeZone(scope)]);
    return preferencesOf(chosen, timeZone);
  });
}

/** The choice of every type, made or default. */
export function preferencesOf(chosen: ChosenPreferences, timeZone: string): NotificationPreferences {
  return NotificationPreferences.parse({
    types: Object.fromEntries(NOTIFICATION_TYPES.map((type) => [type, channelsOf(chosen, type)])),
    mandatory: NOTIFICATION_TYPES.filter((type) => NOTIFICATION_CATALOGUE[type].mandatory),
    quietHours: chosen.quietHours,
    timeZone,
  });
}
