/** The unread tab of the bell. */
export const UNREAD = { filter: "unread" as const, limit: 20 };
/** The first look of the badge and the first tab of the bell: one request. */
export const RECENT = { filter: "all" as const, limit: 20 };
/** Everything that runs, for the live sum. */
export const RUNNING = { status: "running" as const, limit: 100 };
