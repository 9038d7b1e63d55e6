import type { NotificationFilter } from "@pipeline/core/notifications";
import type { RowKind } from "../../notifications/pending";
import type { ChangeAnswer } from "../../notifications/send";
import type { Notification, NotificationPage } from "../../types";
import type { InboxDelta } from "./delta";

/** What happens in the backend: one noteworthy thing. */
export type News = {
  key: string;
  /** When it happened, in ms of the clock. */
  at: number;
  groupKey: string | null;
  /** When it has nothing more to say, in ms of the clock. */
  expiresAt: number | null;
};

export type Command =
  | { kind: Exclude<RowKind, "snooze">; id: string; groupUpTo: number | undefined }
  | { kind: "snooze"; id: string; groupUpTo: number | undefined; untilMs: number | null }
  | { kind: "markAllRead"; upTo: number; types: Notification["type"][] | undefined }
  | { kind: "undo"; version: number };

export type ListQuery = { filter: NotificationFilter; limit: number; cursor: string | undefined };

/** What the database holds, whatever anybody believes. */
export type Truth = { version: number; unread: number; lists: Record<NotificationFilter, readonly Notification[]> };

/** The backend of one user's inbox, as `processes` many processes on one database. */
export type Server = {
  readonly processes: number;
  poll: (process: number, since: number) => Promise<InboxDelta>;
  list: (process: number, query: ListQuery) => Promise<NotificationPage>;
  /** Throws for a row that is not there. */
  change: (process: number, command: Command) => Promise<ChangeAnswer>;
  /** Answers the id of its row. */
  notify: (process: number, news: News) => Promise<string>;
  /** Something changes that no notification tells. */
  touch: (process: number) => Promise<void>;
  /** Forgets what was removed. */
  forget: () => Promise<void>;
  truth: () => Promise<Truth>;
};

/** Makes a backend: `now` is the clock, `onVersion` hears of every new version that is told to all processes. */
export type MakeServer = (surroundings: { now: () => number; onVersion: (version: number) => void }) => Promise<Server>;

/** 0 of the simulation's clock. */
export const EPOCH = Date.parse("2026-03-10T12:00:00.000Z");
