/** The first page of the activity, asked for by the server and by the browser alike. */
export const ACTIVITY = { limit: 10 };
