import type { NotificationFilter } from "@pipeline/core/notifications";

/** The filters as a menu names them. */
export const FILTER_WORDS: Record<NotificationFilter, string> = {
  all: "All",
  unread: "Unread",
  snoozed: "Snoozed",
  archived: "Archived",
};

const isFilter = (key: string): key is NotificationFilter => Object.hasOwn(FILTER_WORDS, key);
// From the record and not from core's list, which would bring the schemas into the browser.
export const FILTERS: readonly NotificationFilter[] = Object.keys(FILTER_WORDS).filter(isFilter);

type Words = { title: string; text: string; action: { label: string; href: string } | undefined };

/** What an empty list says, and what to do next. */
export const EMPTY_WORDS: Record<NotificationFilter, Words> = {
  all: {
    title: "Nothing has happened yet",
    text: "You are told here when a job starts, passes a milestone, fails, or has a model ready.",
    action: { label: "Start a job", href: "/training/jobs/new" },
  },
  unread: {
    title: "You have read everything",
    text: "What is new appears here by itself.",
    action: { label: "Show all", href: "/notifications" },
  },
  snoozed: {
    title: "Nothing is snoozed",
    text: "Snooze what can wait with s or its button: it comes back to the top, unread, when its time has come.",
    action: { label: "Show the inbox", href: "/notifications" },
  },
  archived: {
    title: "Nothing is archived",
    text: "Archive what is done with: press e on a notification, or use its button. It can be put back from here.",
    action: { label: "Show the inbox", href: "/notifications" },
  },
};
