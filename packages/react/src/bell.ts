"use client";

// What the bell is made of, for pages of one's own. Apart from the hooks: who uses those alone loads none of it.
export { gatherBursts, type InboxRow } from "./bell/bursts";
export { DESKTOP_KEY } from "./bell/desktop";
export { handleInboxKey } from "./bell/inbox-keys";
export { NotificationList } from "./bell/list";
export { type SnoozeChoice, snoozeChoices } from "./bell/snooze-times";
export { TypeIcon } from "./bell/type-icon";
export { type Inbox, type InboxFailure, type InboxOptions, useInbox } from "./bell/use-inbox";
export { useKeyDown } from "./bell/use-key-down";
export { comingTime, dayTitle, exactTime, groupByDay, relativeTime } from "./time/words";
