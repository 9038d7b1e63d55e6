// @vitest-environment node
import { createTestApi } from "@pipeline/api/testing";
import { expect, test } from "vitest";
import type { Notification } from "../types";
import { makeClock } from "./testing/clock";
import { modelServer } from "./testing/model-server";
import { FILTERS } from "./testing/page";
import { makeRandom, type Random } from "./testing/random";
import { realServer } from "./testing/real-server";
import type { Command, Server } from "./testing/server";
import { pick } from "./testing/steps";

const SEED = process.env["SIM_SEED"];
const SEEDS = SEED === undefined ? Array.from({ length: 12 }, (_, i) => i + 1) : [Number(SEED)];
const COMMANDS = 40;
const SECOND = 1000;
const KINDS = ["markRead", "markUnread", "archive", "unarchive", "snooze", "markAllRead", "undo"] as const;

const api = await createTestApi();

/** A server and the rows it was told of, in their order: its ids are its own. */
type Told = { server: Server; ids: string[] };

function commandOf(random: Random, now: number, version: number): (ids: readonly string[]) => Command {
  const [kind, row, back] = [pick(KINDS, random()) ?? "undo", random(), Math.floor(random() * 4)];
  const groupUpTo = random() < 0.5 ? version - back : undefined;
  const untilMs = random() < 0.3 ? null : Math.floor(now + SECOND + random() * 30 * SECOND);
  return (ids) => {
    const id = pick(ids, row) ?? "00000000-0000-4000-8000-ffffffffffff";
    if (kind === "markAllRead") return { kind, upTo: version - back, types: undefined };
    if (kind === "undo") return { kind, version: version - back };
    // A group that wakes together would lie in the order of its ids.
    return kind === "snooze" ? { kind, id, groupUpTo: undefined, untilMs } : { kind, id, groupUpTo };
  };
}

const byRow = (a: { row: number }, b: { row: number }) => a.row - b.row;

/** What a server says now, without what its ids and words are. */
async function told({ server, ids }: Told, since: number) {
  const say = ({ id, version, read, readAt, archivedAt, snoozedUntil, sortAt, expiresAt }: Notification) => ({
    row: ids.indexOf(id),
    version,
    read,
    readAt,
    archivedAt,
    snoozedUntil,
    sortAt,
    expiresAt,
  });
  const { version, unread, lists } = await server.truth();
  const answer = await server.poll(0, since);
  const page = await server.list(0, { filter: "all", limit: 3, cursor: undefined });
  const second = page.nextCursor && (await server.list(0, { filter: "all", limit: 3, cursor: page.nextCursor }));
  return {
    version,
    unread,
    lists: FILTERS.map((filter) => lists[filter].map(say)),
    pages: [page.items.map(say), second && second.items.map(say), page.unreadCount, page.version],
    answer:
      "upserts" in answer
        ? {
            ...answer,
            upserts: answer.upserts.map(say).toSorted(byRow),
            removed: answer.removed.map((id) => ids.indexOf(id)).toSorted((a, b) => a - b),
          }
        : answer,
  };
}

test.each(SEEDS)("the backend in memory says what the real one says, of random commands: SIM_SEED=%i", async (seed) => {
  const random = makeRandom(seed);
  const clock = makeClock();
  const surroundings = { now: clock.now, onVersion: () => {} };
  const model: Told = { server: await modelServer({ processes: 1 })(surroundings), ids: [] };
  const real: Told = { server: await realServer(api, 1)(surroundings), ids: [] };
  let answered = await told(model, 0);
  for (let i = 0; i < COMMANDS; i++) {
    await clock.run(Math.floor(random() * 9 * SECOND) + 1);
    const [what, now] = [random(), clock.now()];
    // Sometimes what is due is found by a command.
    const { version } = answered;
    const expiresAt = random() < 0.3 ? Math.floor(now + random() * 60 * SECOND) : null;
    const groupKey = random() < 0.5 ? "burst" : null;
    const command = commandOf(random, now, version);
    const answers = [];
    for (const { server, ids } of [model, real]) {
      if (what < 0.4) ids.push(await server.notify(0, { key: `${i}`, at: now, groupKey, expiresAt }));
      else if (what < 0.45) await server.touch(0);
      else if (what < 0.48) await server.forget();
      else
        answers.push(
          await server.change(0, command(ids)).then(
            ({ version: at, count }) => ({ at, count }),
            () => "refused",
          ),
        );
    }
    expect(answers[0]).toEqual(answers[1]);
    const since = Math.floor(random() * (version + 2));
    answered = await told(model, since);
    expect(answered).toEqual(await told(real, since));
  }
});
