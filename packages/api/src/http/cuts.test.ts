import { notifications } from "@pipeline/db/schema";
import { and, eq, gt } from "drizzle-orm";
import { beforeAll, expect, onTestFailed, test } from "vitest";
import { reading, type Ctx } from "../ctx";
import { inboxVersion } from "../notifications/inbox";
import { news, readEvents } from "../notifications/testing-stream";
import { createTestHttp, ORIGIN, type TestHttp } from "./testing";
import { CHANGES } from "./testing/streams";

const CUTS = Number(process.env["CUTS"] ?? 20);
const NEWS = 10 * CUTS;
const WRITERS = 4;
const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000);

let http: TestHttp;
beforeAll(async () => {
  http = await createTestHttp();
});

/** A client that looks when it is told to, and at no other time. */
function createReader(ctx: Ctx) {
  const known = new Set<string>();
  let since = 0;
  return {
    known,
    since: () => since,
    look: () =>
      reading(ctx, async (scope) => {
        const { tx, userId } = scope;
        const mine = and(eq(notifications.userId, userId), gt(notifications.version, since));
        for (const { id } of await tx.select({ id: notifications.id }).from(notifications).where(mine)) known.add(id);
        since = await inboxVersion(scope);
      }),
  };
}

/** A small generator: the same seed gives the same cuts. */
function random(seed: number): () => number {
  let state = seed + 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

test(
  `a client whose connection is cut ${CUTS} times over ${NEWS} notifications misses none of them`,
  { timeout: 1_000 * CUTS + 30_000 },
  async () => {
    // What is missed is waited for until there is no time left.
    onTestFailed(() => console.error(`SEED=${SEED}`));
    const ann = await http.person();
    const ctx = http.as({ kind: "system", userId: ann.userId });
    const reader = createReader(ctx);
    const chance = random(SEED);
    let written = 0;
    const writing = Promise.all(
      Array.from({ length: WRITERS }, async () => {
        while (written++ < NEWS) await news(ctx);
      }),
    );
    let last: string | undefined;
    let cuts = 0;
    while (reader.known.size < NEWS) {
      // The calls of a minute are not what this is about.
      if (cuts % 500 === 499)
        await http.admin.sql`update sessions set id = gen_random_uuid() where user_id = ${ann.userId}`;
      const gone = new AbortController();
      const headers = { ...ann.headers, ...(last !== undefined && { "last-event-id": last }) };
      const response = await http.pipeline.handle(new Request(`${ORIGIN}${CHANGES}`, { headers, signal: gone.signal }));
      const events = readEvents(response);
      // At the end nobody cuts any more: what is missed then would be missed for ever.
      for (let left = cuts < CUTS ? Math.floor(chance() * 4) : Infinity; left > 0 && reader.known.size < NEWS; left--) {
        const event = await events.next();
        if (event?.id === undefined) break;
        await reader.look();
        // A browser may be cut before it has written down what it heard.
        if (chance() < 0.8) last = event.id;
      }
      gone.abort();
      await events.leave().catch(() => {});
      cuts++;
    }
    await writing;
    expect(reader.known.size).toBe(NEWS);
    expect(cuts).toBeGreaterThanOrEqual(CUTS);
    expect(reader.since()).toBe(await reading(ctx, inboxVersion));
    expect(http.hub.size()).toBe(0);
  },
);
