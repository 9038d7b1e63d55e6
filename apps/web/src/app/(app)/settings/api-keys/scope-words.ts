import type { Scope } from "@pipeline/core/actor";

/** What a scope lets a key do. */
export const SCOPE_WORDS: Record<Scope, string> = {
  "jobs:read": "List jobs and read their state",
  "jobs:write": "Register and cancel jobs",
  "jobs:report": "Report events of jobs",
  "costs:read": "Read sums and records",
  "costs:write": "Record and correct costs",
  "notifications:read": "Read notifications",
  "notifications:write": "Mark and archive notifications",
};
