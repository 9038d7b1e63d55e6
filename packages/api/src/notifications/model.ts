/** What an inbox should hold, kept by the plainest means there are. Times in ms. */
export type Model = {
  now: number;
  rows: ModelRow[];
  /** How many calls there were; every row knows the last that changed it. */
  calls: number;
  swept: number;
};

type Mutable = { read: boolean; archived: boolean; snoozedUntil: number | null; sortAt: number };

export type ModelRow = Mutable & {
  id: string;
  key: string;
  group: string | null;
  createdAt: number;
  expiresAt: number | null;
  removedAt: number | null;
  /** The call that changed it last, and what that one found. */
  call: number;
  before: Mutable | null;
  /** Its version, as the server says. */
  version: number;
};

const DAY_MS = 86_400_000;

export const present = (model: Model) => model.rows.filter(({ removedAt }) => removedAt === null);
export const inInbox = (row: ModelRow) => !row.archived && row.snoozedUntil === null;

/** The ids of a list, newest first. */
export function listed(model: Model, filter: "all" | "unread" | "archived" | "snoozed"): string[] {
  const shown = {
    all: inInbox,
    unread: (row: ModelRow) => inInbox(row) && !row.read,
    archived: (row: ModelRow) => row.archived,
    snoozed: (row: ModelRow) => row.snoozedUntil !== null,
  }[filter];
  return present(model)
    .filter(shown)
    .toSorted((a, b) => b.sortAt - a.sortAt || (a.id < b.id ? 1 : -1))
    .map(({ id }) => id);
}

/** What time alone changes. */
export function settle(model: Model): void {
  for (const row of present(model)) {
    if (row.expiresAt !== null && row.expiresAt <= model.now) {
      Object.assign(row, { removedAt: row.expiresAt, before: null, call: 0 });
    } else if (row.snoozedUntil !== null && row.snoozedUntil <= model.now) {
      Object.assign(row, { sortAt: row.snoozedUntil, snoozedUntil: null, read: false, before: null, call: 0 });
    }
  }
}

/** What retention removes and forgets, a day after the last time. */
export function sweep(model: Model): void {
  if (model.now - model.swept < DAY_MS) return;
  model.swept = model.now;
  const old = (at: number, days: number) => model.now - at >= days * DAY_MS;
  for (const row of present(model)) {
    const done = row.archived || (row.read && row.snoozedUntil === null);
    if (done && old(row.sortAt, 400)) Object.assign(row, { removedAt: model.now, before: null, call: 0 });
  }
  model.rows = model.rows.filter(
    ({ removedAt, createdAt }) => removedAt === null || !old(removedAt, 30) || !old(createdAt, 400),
  );
}

/** One call: those rows of which `to` makes something else change together. Answers how many. */
export function restate(
  model: Model,
  rows: readonly ModelRow[],
  to: (row: ModelRow) => Partial<Mutable> | undefined,
): number {
  const call = model.calls + 1;
  let count = 0;
  for (const row of rows) {
    const next = to(row);
    if (!next) continue;
    const { read, archived, snoozedUntil, sortAt } = row;
    Object.assign(row, { ...next, before: { read, archived, snoozedUntil, sortAt }, call });
    count += 1;
  }
  if (count > 0) model.calls = call;
  return count;
}
