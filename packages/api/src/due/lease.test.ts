import { errorCode } from "@pipeline/db";
import { leases } from "@pipeline/db/schema";
import { eq, sql } from "drizzle-orm";
import { beforeAll, expect, test, vi } from "vitest";
import { createTestApi, type TestApi } from "../testing";
import { createLease } from "./lease";
import { startDueWork } from "./loop";
import { createOutages } from "./outages";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const holderOf = async (name: string) =>
  (await api.owner.db.select().from(leases).where(eq(leases.name, name)))[0]?.holder;
/** What the database's clock does when a holder is not heard of. */
const letExpire = (name: string) =>
  api.owner.db
    .update(leases)
    .set({ expiresAt: sql`now()` })
    .where(eq(leases.name, name));

/** Two processes, each with a clock of its own that stands. */
function two(name: string) {
  const make = () => {
    const clock = { now: 0 };
    return { clock, lease: createLease(api.owner.db, name, { clock: () => clock.now }) };
  };
  return [make(), make()] as const;
}

test("of many who ask at once one has the lease, and keeps it for as long as it is heard of", async () => {
  const many = Array.from({ length: 20 }, () => createLease(api.owner.db, "many"));
  for (let round = 0; round < 3; round++) {
    await Promise.all(many.map((lease) => lease.look()));
    expect(many.filter((lease) => lease.isHeld())).toHaveLength(1);
  }
});

test("a lease that has run out by the database's clock is taken over, and its holder notices at the next look", async () => {
  const [first, second] = two("over");
  await first.lease.look();
  await second.lease.look();
  expect([first.lease.isHeld(), second.lease.isHeld()]).toEqual([true, false]);
  // Whatever the other's clock says.
  second.clock.now = 1e9;
  await second.lease.look();
  expect(second.lease.isHeld()).toBe(false);

  await letExpire("over");
  await second.lease.look();
  expect(second.lease.isHeld()).toBe(true);
  await first.lease.look();
  expect(first.lease.isHeld()).toBe(false);
});

test("of many who find it run out at once one takes it over", async () => {
  await createLease(api.owner.db, "rush").look();
  const many = Array.from({ length: 20 }, () => createLease(api.owner.db, "rush"));
  await letExpire("rush");
  await Promise.all(many.map((lease) => lease.look()));
  expect(many.filter((lease) => lease.isHeld())).toHaveLength(1);
});

test("who stalls for longer than the lease lasts knows it before asking anybody, and before the database lets others in", async () => {
  const [first, second] = two("stalled");
  await first.lease.look();
  first.clock.now = 14_999;
  expect(first.lease.isHeld()).toBe(true);
  first.clock.now = 15_000;
  expect(first.lease.isHeld()).toBe(false);
  const [row] = await api.owner.db.select().from(leases).where(eq(leases.name, "stalled"));
  expect(Date.parse(row?.expiresAt ?? "") - Date.parse(row?.renewedAt ?? "")).toBe(15_000);
  // Nobody has come in between: it goes on.
  await second.lease.look();
  await first.lease.look();
  expect([first.lease.isHeld(), second.lease.isHeld()]).toEqual([true, false]);
});

test("who lets go is followed at once, and takes nothing from who came after", async () => {
  const [first, second] = two("released");
  await first.lease.look();
  await first.lease.release();
  expect(first.lease.isHeld()).toBe(false);
  await second.lease.look();
  expect(second.lease.isHeld()).toBe(true);
  const holder = await holderOf("released");
  await first.lease.release();
  expect(await holderOf("released")).toBe(holder);
});

test("requests' own roles cannot touch a lease", async () => {
  for (const { db } of [api.app, api.auth]) {
    for (const deed of [db.select().from(leases), db.delete(leases)]) {
      await expect(deed.catch((error: unknown) => errorCode(error))).resolves.toBe("42501");
    }
  }
});

const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 30_000, interval: 20 });

/** A process that does due work and remembers of which kinds. */
function worker() {
  const done: string[] = [];
  const due = { owner: api.owner.db, now: () => api.clock.now, currency: "USD" };
  const loop = startDueWork(
    due,
    (work, error) => {
      throw new Error(work, { cause: error });
    },
    (work) => done.push(work),
  );
  return { done, loop, hasWorked: () => done.includes("limits") };
}

test("of three processes one does the work; another goes on when it stops, and when it is not heard of", async () => {
  const workers = [worker(), worker(), worker()];
  const leaders = () => workers.filter(({ loop }) => loop.leads());
  try {
    await until(() => workers.some(({ hasWorked }) => hasWorked()));
    // The others have asked by now.
    await until(() => workers.every(({ done }) => done.includes("lease")));
    expect(leaders()).toHaveLength(1);
    const [first] = leaders();
    expect(workers.filter(({ hasWorked }) => hasWorked())).toEqual([first]);

    await first?.loop.stop();
    const stopped = performance.now();
    await until(() => leaders().length === 1 && leaders()[0] !== first && leaders()[0]?.hasWorked() === true);
    // No lease has run out in between.
    expect(performance.now() - stopped).toBeLessThan(10_000);
    await letExpire("due_work");
    const [second] = leaders();
    await until(() => workers.some((one) => one !== first && one !== second && one.loop.leads() && one.hasWorked()));
  } finally {
    await Promise.all(workers.map(({ loop }) => loop.stop()));
  }
  expect(await holderOf("due_work")).toBeUndefined();
});

test("a process whose lease is over does no further kind of work", async () => {
  const { clock, lease } = two("rounds")[0];
  await lease.look();
  const done: string[] = [];
  const due = { owner: api.owner.db, now: () => api.clock.now, currency: "USD" };
  const stalled = { ...lease, look: async () => {} };
  const loop = startDueWork(
    due,
    () => {},
    (work) => {
      if (work === "lease" || work === "crossings") return;
      done.push(work);
      if (done.length === 2) clock.now = 15_000;
    },
    stalled,
  );
  await vi.waitUntil(() => done.length >= 2, { timeout: 20_000, interval: 5 });
  await loop.stop();
  expect(done).toEqual(["loss", "meter"]);
});

test("the log hears once that work fails and once that it is done again, for each kind and reason", () => {
  const said: unknown[] = [];
  const log = {
    error: (about: object, text: string) => void said.push([text, Reflect.get(about, "work")]),
    info: (about: object, text: string) => void said.push([text, Reflect.get(about, "work")]),
  };
  const outages = createOutages(log);
  const away = () => Object.assign(new Error(`at ${said.length}`), { code: "ECONNREFUSED" });
  outages.worked("meter");
  for (let i = 0; i < 3; i++) outages.failed("meter", away());
  outages.failed("meter", Object.assign(new Error("closed"), { code: "CONNECTION_CLOSED" }));
  outages.failed("budgets", away());
  outages.failed("meter", new Error("A mistake of ours."));
  outages.failed("meter", away());
  for (let i = 0; i < 2; i++) outages.worked("meter");
  outages.failed("meter", away());
  expect(said).toEqual([
    ["Due work failed.", "meter"],
    ["Due work failed.", "budgets"],
    ["Due work failed.", "meter"],
    ["Due work is done again.", "meter"],
    ["Due work failed.", "meter"],
  ]);
});
