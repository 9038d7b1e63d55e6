import { inboxState, notifications } from "@pipeline/db/schema";
import { and, eq, isNull } from "drizzle-orm";
import type { NotificationFilter } from "@pipeline/core/notifications";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import type { Ctx } from "../ctx";
import { createTestApi, type TestApi } from "../testing";
import { verifyUser } from "../verify/verify";
import { markAllRead } from "./mark-all-read";
import { listed, type Model } from "./model";
import { COMMANDS, type Real } from "./model-commands";
import { pollInbox } from "./poll";
import { follow, list, look, type Replica } from "./testing";

const RUNS = Number(process.env["MODEL_RUNS"] ?? 8);
const COMMANDS_A_RUN = Number(process.env["MODEL_COMMANDS"] ?? 60);
/** How often the badge is compared with the rows, at least. */
const BADGES = Number(process.env["INBOX_READS"] ?? 500);
const START = Date.parse("2026-03-10T09:07:03.123Z");
const FILTERS = ["all", "unread", "archived", "snoozed"] as const;
/** How many past states are kept, to be brought up to date again and again. */
const REPLICAS = 12;

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const stored = ({ actor: { userId } }: Ctx) =>
  api.admin.db
    .select()
    .from(notifications)
    .where(and(eq(notifications.userId, userId), isNull(notifications.removedAt)));

let badges = 0;

/** Whatever is read, the badge beside it says how many unread rows there are, and the unread list has as many. */
async function compareLists(ctx: Ctx, model: Model): Promise<void> {
  const lists = new Map<NotificationFilter, Awaited<ReturnType<typeof list>>>();
  for (const filter of FILTERS) lists.set(filter, await list(ctx, filter));
  // What is due is applied by whoever looks.
  const rows = await stored(ctx);
  const recount = rows.filter((row) => !row.read && row.archivedAt === null && row.snoozedUntil === null).length;
  for (const [filter, { items, unreadCount }] of lists) {
    expect([filter, unreadCount]).toEqual([filter, recount]);
    if (filter === "unread") expect(items).toHaveLength(recount);
    expect([filter, items.map(({ id }) => id)]).toEqual([filter, listed(model, filter)]);
    badges += 1;
  }
  const polled = await pollInbox(ctx, { since: 0 });
  if (polled.changed && "unreadCount" in polled) {
    expect(polled.unreadCount).toBe(recount);
    badges += 1;
  }
}

/** Everything that a client holds which looked at some time is what one that looks now holds. */
async function compareReplicas(ctx: Ctx, past: Replica[]): Promise<Replica> {
  const now = await look(ctx);
  for (const held of past) {
    const { version, rows } = await follow(ctx, held);
    expect({ since: held.version, version, rows }).toEqual({
      since: held.version,
      version: now.version,
      rows: now.rows,
    });
  }
  return now;
}

/** A new user, and a model of an empty inbox. */
async function setup(): Promise<{ model: Model; real: Real }> {
  api.clock.now = START;
  // Inboxes of runs before have no time to come: they would take their turn in due work from this one.
  await api.admin.db.delete(inboxState);
  const ctx = await api.user();
  // From now on there is an inbox to sweep.
  await markAllRead(ctx, { upTo: 0 });
  const model: Model = {
    get now() {
      return api.clock.now;
    },
    set now(at) {
      api.clock.now = at;
    },
    rows: [],
    calls: 0,
    swept: 0,
  };
  const past: Replica[] = [];
  let steps = 0;
  const compare = async () => {
    await compareLists(ctx, model);
    const now = await compareReplicas(ctx, past);
    for (const row of model.rows) row.version = now.rows.get(row.id)?.version ?? row.version;
    // The oldest stay longest: each new one takes the place of another, in turn.
    past[past.length < REPLICAS ? past.length : (steps * 7) % REPLICAS] = now;
    steps += 1;
    expect(await verifyUser(api.owner.db, ctx.actor.userId, () => api.clock.now)).toBeUndefined();
  };
  return { model, real: { api, ctx, calls: new Map(), compare } };
}

const seed = process.env["SEED"];

test(
  "badge = unread list = rows = any client that has followed from any version, whatever is done in whatever order",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands([...COMMANDS], { maxCommands: COMMANDS_A_RUN, size: "max" }), async (commands) => {
        await fc.asyncModelRun(setup, commands);
      }),
      { numRuns: RUNS, endOnFailure: true, ...(seed !== undefined && { seed: Number(seed) }) },
    );
    expect(badges).toBeGreaterThanOrEqual(BADGES);
  },
  30 * 60_000,
);
