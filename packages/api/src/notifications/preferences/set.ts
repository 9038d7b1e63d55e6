import { badInput } from "@pipeline/core/errors";
import { CHANNELS } from "@pipeline/core/notification-channels";
import type {
  ChosenPreferences,
  NotificationPreferences,
  SetNotificationPreferences,
} from "@pipeline/core/notification-preferences";
import { NOTIFICATION_CATALOGUE, NOTIFICATION_TYPES } from "@pipeline/core/notification-types";
import { accountSettings } from "@pipeline/db/schema";
import { eq, sql } from "drizzle-orm";
import { holdAccount } from "../../account/time-zone";
import { writing, type Ctx } from "../../ctx";
import { touchInbox } from "../inbox";
import { chosenPreferences } from "./chosen";
import { preferencesOf } from "./get";

/**
 * Changes what is given and leaves the rest; again changes nothing. Answers how it is then. BAD_INPUT on a mandatory type
 * that would be off in the inbox.
 */
export async function setPreferences(ctx: Ctx, input: SetNotificationPreferences): Promise<NotificationPreferences> {
  const barred = NOTIFICATION_TYPES.find(
    (type) => NOTIFICATION_CATALOGUE[type].mandatory && input.types?.[type]?.inApp === false,
  );
  if (barred) throw badInput(`types.${barred}.inApp`, "This type cannot be switched off in the inbox.");
  return writing(ctx, async (scope) => {
    const timeZone = await holdAccount(scope);
    const before = await chosenPreferences(scope);
    const after = changed(before, input);
    const answer = preferencesOf(after, timeZone);
    if (JSON.stringify(answer) === JSON.stringify(preferencesOf(before, timeZone))) return answer;
    await scope.tx
      .update(accountSettings)
      .set({ preferences: sql`${accountSettings.preferences} || ${JSON.stringify({ notifications: after })}::jsonb` })
      .where(eq(accountSettings.userId, scope.userId));
    await touchInbox(scope);
    return answer;
  });
}

/** The choices once the input is made; one that says the default is none. */
function changed({ types, quietHours }: ChosenPreferences, input: SetNotificationPreferences): ChosenPreferences {
  const next = { ...types };
  for (const type of NOTIFICATION_TYPES) {
    const given = input.types?.[type];
    if (!given) continue;
    const { channels } = NOTIFICATION_CATALOGUE[type];
    const choice = { ...types[type] };
    for (const channel of CHANNELS) {
      const on = given[channel] ?? choice[channel] ?? channels[channel];
      if (on === channels[channel]) delete choice[channel];
      else choice[channel] = on;
    }
    next[type] = choice;
    if (Object.keys(choice).length === 0) delete next[type];
  }
  return { types: next, quietHours: input.quietHours === undefined ? quietHours : input.quietHours };
}
