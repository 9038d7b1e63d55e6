// @vitest-environment node
import { expect, test } from "vitest";
import { compare } from "./testing/compare";
import { modelServer } from "./testing/model-server";
import { makeRandom } from "./testing/random";
import { makeStage } from "./testing/stage";
import { pick } from "./testing/steps";

const SECOND = 1000;
const MISSED = 10_000;
const SEED = Number(process.env["SIM_SEED"] ?? 1);
const KINDS = ["markRead", "markUnread", "archive", "unarchive"] as const;

async function openPage() {
  const setting = { seed: SEED, limit: 100, pushes: true, lacks: { locks: false, channels: false } };
  const stage = await makeStage({ ...setting, makeServer: modelServer({ processes: 1 }) });
  const { clock, server, network } = stage;
  const insert = (key: string, expiresAt: number | null = null) =>
    server.notify(0, { key, at: clock.now(), groupKey: null, expiresAt });
  const ids: string[] = [];
  for (let i = 0; i < 90; i++) {
    await clock.run(1);
    ids.push(await insert(`before ${i}`, i < 30 ? 100 * SECOND + i : null));
  }
  const page = stage.open(true);
  await clock.run(5 * SECOND);
  expect(await compare(stage)).toEqual([]);
  network.setOffline(true);
  await clock.run(5 * SECOND);
  return { stage, page, insert, ids };
}

/** Comes online; answers the polls, and all other requests, until the page is what the database is. */
async function comeBack({ stage, page }: Awaited<ReturnType<typeof openPage>>) {
  const { network, clock } = stage;
  const [polls, requests] = [page.polls(), network.requests()];
  network.setOffline(false);
  page.tab.wake();
  await clock.run(SECOND);
  expect(await compare(stage)).toEqual([]);
  const asked = page.polls() - polls;
  return { polls: asked, others: network.requests() - requests - asked };
}

test("ten thousand missed changes, marks and removals among them, are caught up with in one request", async () => {
  const desk = await openPage();
  const random = makeRandom(SEED);
  for (let i = 0; i < MISSED - 60; i++) {
    const [kind, id] = [pick(KINDS, random()) ?? "archive", pick(desk.ids, random()) ?? ""];
    await desk.stage.server.change(0, { kind, id, groupUpTo: undefined });
    if (i % 200 === 0) desk.ids.push(await desk.insert(`missed ${i}`));
  }
  await desk.stage.clock.run(110 * SECOND);
  expect({ seed: SEED, ...(await comeBack(desk)) }).toEqual({ seed: SEED, polls: 1, others: 0 });
});

test("ten thousand missed notifications are caught up with in one request and one look at the list", async () => {
  const desk = await openPage();
  for (let i = 0; i < MISSED; i++) await desk.insert(`missed ${i}`);
  expect({ seed: SEED, ...(await comeBack(desk)) }).toEqual({ seed: SEED, polls: 1, others: desk.page.lists.size });
});
