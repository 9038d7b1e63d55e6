import { readFile } from "node:fs/promises";
import path from "node:path";
import { projectRoot } from "@pipeline/db";
import { z } from "zod";

/** One call of the replay: so long after its first (ms), this event in the words of the ingest API. */
export type ReplayEvent = {
  afterMs: number;
  type: "started" | "progress" | "heartbeat" | "completed" | "artifact_ready";
  step?: number;
  total_steps?: number;
  loss?: number;
  message?: string;
  size_bytes?: number;
};

export type ReplayScript = { events: ReplayEvent[]; runMs: number; plannedMs: number; realMs: number };

const LINE = ":::MLLOG ";
const FILE = "mllog-lora-dell-8xH100-run0.log";
/** What half an hour is compressed into. */
const REPLAY_MS = 5 * 60_000;
const HEARTBEAT_MS = 15_000;
const MODEL_AFTER_MS = 5_000;
// The log does not say how large the adapter is; a small stand-in.
const MODEL_BYTES = 25_000_000;

const Entry = z.object({
  time_ms: z.int(),
  key: z.string(),
  value: z.unknown(),
  metadata: z.object({ samples_count: z.int().optional(), step: z.int().optional() }),
});
type Entry = z.infer<typeof Entry>;
const Stats = z.object({ throughput: z.number() });

/** Reads the real log and compresses its time. Its pauses between words are filled with heartbeats. */
export async function readReplay(): Promise<ReplayScript> {
  const text = await readFile(path.join(projectRoot(), "data", FILE), "utf8");
  const lines = text.split("\n").filter((line) => line.startsWith(LINE));
  const entries = lines.map((line) => Entry.parse(JSON.parse(line.slice(LINE.length))));
  const one = (key: string) => {
    const entry = entries.find((candidate) => candidate.key === key);
    if (!entry) throw new Error(`${FILE} has no ${key}.`);
    return entry;
  };
  const [init, start, stop] = [one("init_start"), one("run_start"), one("run_stop")];
  const realMs = stop.time_ms - init.time_ms;
  const after = ({ time_ms }: Entry) => Math.round(((time_ms - init.time_ms) * REPLAY_MS) / realMs);
  const batch = z.int().parse(one("global_batch_size").value);
  const totalSteps = z.int().parse(one("opt_learning_rate_training_steps").value);
  const told = entries.flatMap((entry) => {
    const event = eventOf(entry, { batch, totalSteps });
    return event ? [{ afterMs: after(entry), ...event }] : [];
  });
  const runMs = after(stop) - after(start);
  const share = (stop.metadata.samples_count ?? 0) / (batch * totalSteps);
  const model: ReplayEvent = { afterMs: REPLAY_MS + MODEL_AFTER_MS, type: "artifact_ready", size_bytes: MODEL_BYTES };
  return { events: withHeartbeats([...told, model]), runMs, plannedMs: Math.round(runMs / share), realMs };
}

type Plan = { batch: number; totalSteps: number };

function eventOf(
  { key, value, metadata }: Entry,
  { batch, totalSteps }: Plan,
): Omit<ReplayEvent, "afterMs"> | undefined {
  const samples = metadata.samples_count ?? metadata.step ?? 0;
  const progress = { type: "progress", step: samples / batch, total_steps: totalSteps } as const;
  if (key === "run_start") return { type: "started" };
  if (key === "tracked_stats") {
    return { ...progress, message: `${Stats.parse(value).throughput.toFixed(2)} samples per second` };
  }
  if (key === "eval_accuracy") return { ...progress, loss: z.number().parse(value) };
  if (key === "run_stop") return { type: "completed" };
  return undefined;
}

function withHeartbeats(events: readonly ReplayEvent[]): ReplayEvent[] {
  let last = 0;
  return events.flatMap((event) => {
    const beats: ReplayEvent[] = [];
    // Before the start there is nothing that could beat.
    if (event.type !== "started") {
      for (let at = last + HEARTBEAT_MS; at < event.afterMs; at += HEARTBEAT_MS)
        beats.push({ afterMs: at, type: "heartbeat" });
    }
    last = event.afterMs;
    return [...beats, event];
  });
}
