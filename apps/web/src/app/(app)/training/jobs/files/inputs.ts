/** The files that are still stored, or those that were removed. */
export const filesInput = (kept: boolean) => ({ kept, limit: 50 });
