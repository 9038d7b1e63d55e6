import type { Actor } from "@pipeline/core/actor";
import { toInstant } from "@pipeline/core/instant";
import type { Db } from "@pipeline/db";
import type { Door } from "../account/door";
import type { Ctx } from "../ctx";
import { replayClient, type Fetch, type ReplayClient, type ReplayClock } from "./replay-client";
import { endInterrupted, REPLAY_NAME, REPLAY_PROJECT, replayRuns, type ReplayRuns } from "./replay-runs";
import { readReplay, type ReplayScript } from "./replay-script";

export type TrainerSettings = {
  /** Where this server answers. */
  readonly url: string;
  /** The connection of requests. */
  readonly db: Db;
  readonly door: Door;
  /** The demo account. */
  readonly userId: string;
  readonly currency: string;
  readonly onTouch?: Ctx["onTouch"];
  readonly log: (line: string) => void;
  readonly clock: ReplayClock;
  readonly fetch: Fetch;
};

export type Trainer = {
  /** Notes that somebody looks, when the actor is the demo user in a browser. */
  seen(actor: Actor): void;
  /** Replays the log once when it is time to, and answers whether it did. Throws when the server does not play along. */
  tick(): Promise<boolean>;
};

const LOOKING_MS = 2 * 60_000;
const PAUSE_MS = 60_000;
const MAX_A_DAY = 40;
const KEY_NAME = "Demo replay";
const HOUR_MS = 3_600_000;

/** A trainer that replays a real log through the ingest API while somebody looks at the demo. */
export function createTrainer(settings: TrainerSettings): Trainer {
  const { clock, db, userId, currency, onTouch, log } = settings;
  const ctx: Ctx = { db, actor: { kind: "system", userId }, now: () => clock.now(), currency, onTouch };
  let seenAt = -Infinity;
  let triedAt = -Infinity;
  let tidy = false;
  let toldLimit = false;
  let client: ReplayClient | undefined;

  /** Answers false while another process drives a replay. */
  async function tidyUp(runs: ReplayRuns): Promise<boolean> {
    for (const run of runs.open) {
      if (!(await endInterrupted(ctx, run))) return false;
      log("Demo: a replay that was interrupted is ended as failed.");
    }
    return true;
  }

  async function mayStart(): Promise<boolean> {
    const now = clock.now();
    const wanted = now - seenAt <= LOOKING_MS && now - triedAt >= PAUSE_MS;
    if (!wanted && tidy) return false;
    const runs = await replayRuns(ctx);
    tidy = await tidyUp(runs);
    if (!wanted || !tidy || now - runs.endedAt < PAUSE_MS) return false;
    const limited = runs.today >= MAX_A_DAY;
    if (limited && !toldLimit) log(`Demo: ${MAX_A_DAY} replays today; the next one is tomorrow (UTC).`);
    toldLimit = limited;
    return !limited;
  }

  return {
    seen(actor) {
      if (actor.kind === "session" && actor.userId === userId) seenAt = clock.now();
    },
    async tick() {
      if (!(await mayStart())) return false;
      try {
        client ??= await newClient(settings);
        await replay(client, await readReplay(), settings);
      } catch (error) {
        tidy = false;
        // The key may have been revoked: the next try makes a new one.
        client = undefined;
        throw error;
      } finally {
        triedAt = clock.now();
      }
      return true;
    },
  };
}

/** A key is shown once: every process makes its own, in the place of the one before. */
async function newClient({ door, userId, url, ...rest }: TrainerSettings): Promise<ReplayClient> {
  const old = (await door.listKeys(userId)).filter(({ name }) => name === KEY_NAME);
  for (const { id } of old) await door.revokeKey(userId, id);
  const { key } = await door.createKey(userId, { name: KEY_NAME, scopes: ["jobs:write", "jobs:report"] });
  return replayClient(url, key, rest);
}

async function replay(client: ReplayClient, script: ReplayScript, { clock, log }: TrainerSettings): Promise<void> {
  const began = clock.now();
  const jobId = await client.create({
    name: REPLAY_NAME,
    project: REPLAY_PROJECT,
    base_model: "Llama 2 70B",
    gpu_type: "NVIDIA H100-SXM5-80GB",
    gpu_count: 8,
    estimated_hours: Number((script.plannedMs / HOUR_MS).toFixed(4)),
    idempotency_key: `replay-${toInstant(began)}`,
  });
  log(
    `Demo: replaying the log of a real LoRA run, ${minutes(script.realMs)} in ${minutes(script.runMs)}, as job ${jobId}.`,
  );
  for (const [index, { afterMs, ...event }] of script.events.entries()) {
    await clock.wait(Math.max(0, began + afterMs - clock.now()));
    const event_id = `replay-${String(index).padStart(2, "0")}-${event.type}`;
    await client.report(jobId, { event_id, at: toInstant(clock.now()), ...event });
  }
  log("Demo: the replay has ended.");
}

const minutes = (ms: number) => `${Math.round(ms / 60_000)} minutes`;
