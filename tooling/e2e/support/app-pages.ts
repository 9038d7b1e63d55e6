/** The pages of who is signed in, but those of one thing alone. */
export const APP_PAGES = [
  "/costs",
  "/training/jobs",
  "/training/jobs/new",
  "/training/jobs/files",
  "/budgets",
  "/prices",
  "/notifications",
  "/settings",
] as const;
