/** The input of the badge; also the unread tab of the bell, so that both are one request. */
export const UNREAD = { filter: "unread" as const, limit: 20 };
/** The first tab of the bell. */
export const RECENT = { filter: "all" as const, limit: 20 };
/** Everything that runs, for the live sum. */
export const RUNNING = { status: "running" as const, limit: 100 };
