import { reading } from "@pipeline/api/ctx";
import type { App } from "@pipeline/api/http";
import { unreadCount } from "@pipeline/api/notifications/inbox";
import { listNotifications } from "@pipeline/api/notifications/list";
import type { ListNotifications } from "@pipeline/core/notifications";
import { inTurns, type Measured, type Pace, repeated } from "../support/run";
import type { Table } from "../support/report";
import { actFor, eachInTurn } from "../support/callers";
import type { Inboxes } from "../support/fill-inboxes";

const FIRST: ListNotifications = { filter: "all", limit: 20 };
/** Whose inbox is paged through to its middle before anything is measured. */
const READERS = 10;
const GOAL_MS = 10;

type Lists = { readonly table: Table; readonly measured: readonly Measured[]; readonly notes: readonly string[] };

/** How long a page and the badge take in a large inbox, one caller at a time. */
export async function measureLists(app: App, { users, hoarder, perUser }: Inboxes, pace: Pace): Promise<Lists> {
  const as = (userId: string) => actFor(app, userId);
  const middles = await Promise.all(
    users.slice(-READERS).map(async (id) => ({ id, input: await middleOf(app, id, perUser / 2) })),
  );
  const ids = middles.map(({ id }) => id);
  const measured = await inTurns(
    [
      repeated("bare SELECT by primary key", 1, eachInTurn(ids, bareSelect(app))),
      repeated(
        "list: first page of 20",
        1,
        eachInTurn(users, (id) => listNotifications(as(id), FIRST)),
      ),
      repeated(
        "list: a page in the middle",
        1,
        eachInTurn(middles, ({ id, input }) => listNotifications(as(id), input)),
      ),
      repeated(
        "unread: first page of 20",
        1,
        eachInTurn(users, (id) => listNotifications(as(id), { ...FIRST, filter: "unread" })),
      ),
      repeated(
        "unread count",
        1,
        eachInTurn(ids, (id) => reading(as(id), unreadCount)),
      ),
      repeated(`unread count of ${perUser.toLocaleString("en")} unread`, 1, () => reading(as(hoarder), unreadCount)),
    ],
    pace,
  );
  return {
    measured,
    table: {
      title: "Lists, through the verb with its transaction and row-level security, one caller",
      rows: measured.map(({ name, p50, p95, calls }) => ({
        what: name,
        "p50 ms": p50,
        "p95 ms": p95,
        "goal p95 ms": name.startsWith("bare") ? undefined : GOAL_MS,
        calls,
      })),
    },
    notes: ["a list also reads the version and the unread count, in the same snapshot"],
  };
}

/** One row by its key, and nothing else: without a transaction and without row-level security. */
export function bareSelect({ database }: App) {
  return (userId: string) => database.owner.sql`select version from inbox_state where user_id = ${userId}`;
}

/** The input of a page about `depth` rows down. */
async function middleOf(app: App, userId: string, depth: number): Promise<ListNotifications> {
  let cursor: string | undefined;
  for (let row = 0; row < depth; row += FIRST.limit) {
    const page = await listNotifications(actFor(app, userId), { ...FIRST, cursor });
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  return { ...FIRST, cursor };
}
