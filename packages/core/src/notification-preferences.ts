import { z } from "zod";
import { CHANNELS } from "./notification-channels";
import { NOTIFICATION_TYPES } from "./notification-looks";
import type { QuietHours } from "./quiet-hours";

const ClockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Must be a time of day such as 22:00.");
const Hours = z.strictObject({ from: ClockTime, to: ClockTime }) satisfies z.ZodType<QuietHours>;
const Choice = z.strictObject({ inApp: z.boolean(), desktop: z.boolean() } satisfies Record<
  (typeof CHANNELS)[number],
  z.ZodBoolean
>);

/** What a person is told of, on which channel; desktop keeps silent in quiet hours, but for what is urgent. */
export const NotificationPreferences = z.strictObject({
  types: z.record(z.enum(NOTIFICATION_TYPES), Choice),
  /** Types that cannot be switched off in the inbox. */
  mandatory: z.array(z.enum(NOTIFICATION_TYPES)),
  quietHours: Hours.nullable(),
  /** IANA zone of the quiet hours: the account's. */
  timeZone: z.string(),
});
export type NotificationPreferences = z.infer<typeof NotificationPreferences>;

/** What is to be changed; the rest stays. */
export const SetNotificationPreferences = z.strictObject({
  types: z.partialRecord(z.enum(NOTIFICATION_TYPES), Choice.partial()).optional(),
  quietHours: Hours.nullable().optional(),
});
export type SetNotificationPreferences = z.infer<typeof SetNotificationPreferences>;

/** What is kept of a person's choices: what differs from the defaults. What is not understood is as if not chosen. */
export const ChosenPreferences = z
  .object({
    types: z.record(z.string(), z.record(z.string(), z.boolean()).catch({})).catch({}),
    quietHours: Hours.nullable().catch(null),
  })
  .catch({ types: {}, quietHours: null });
export type ChosenPreferences = z.infer<typeof ChosenPreferences>;
