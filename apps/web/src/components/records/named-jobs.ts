/** The latest jobs, as many as a page of the list may have: the input of their names, on the server too. */
export const NAMED_JOBS = { limit: 100 };
