/** Where a notification can be told. */
export const CHANNELS = ["inApp", "desktop"] as const;
export type Channel = (typeof CHANNELS)[number];

/** Whether each channel is on. */
export type ChannelChoice = Record<Channel, boolean>;
