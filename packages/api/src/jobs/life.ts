import type { JobEventType, JobStatus } from "@pipeline/core/job-words";

/** An event that shapes a job's life; `at` and `receivedAt` in ms. */
export type LifeEvent = { eventId: string; type: JobEventType; at: number; receivedAt: number; reason?: string };

/** The events that decide what a job is and what it costs; the others only tell how far it is. */
export const LIFE_EVENTS = ["started", "paused", "resumed", "completed", "failed", "canceled"] as const;

/** What a job's events make of it. Times in ms; `runs` are the stretches that are paid for. */
export type Life = {
  status: JobStatus;
  reason: string | null;
  startedAt: number | null;
  endedAt: number | null;
  runs: { start: number; end: number | null }[];
};

const ENDINGS: ReadonlySet<JobEventType> = new Set(["completed", "failed", "canceled"]);
// At one instant a pause comes before the resume that answers it.
const SWITCH_ORDER: readonly JobEventType[] = ["paused", "resumed", "started"];

/** Folds a job's events, in whatever order they came, into its state. The same set gives the same life. */
export function lifeOf(events: readonly LifeEvent[]): Life {
  const startedAt = earliest(events.filter((event) => event.type === "started"))?.at ?? null;
  // A job may fail or be canceled while it waits; that it completed counts once it is known to have started.
  const ending = earliest(
    events.filter(({ type }) => ENDINGS.has(type) && (startedAt !== null || type !== "completed")),
  );
  const endedAt = ending?.at ?? null;
  const runs = startedAt === null ? [] : runsOf(events, startedAt, endedAt);
  const status = ending ? endingStatus(ending.type) : openStatus(startedAt, runs);
  return { status, reason: ending?.reason ?? null, startedAt, endedAt, runs };
}

function endingStatus(type: JobEventType): JobStatus {
  return type === "completed" || type === "canceled" ? type : "failed";
}

function openStatus(startedAt: number | null, runs: Life["runs"]): JobStatus {
  if (startedAt === null) return "queued";
  return runs.at(-1)?.end === null ? "running" : "paused";
}

function earliest(events: readonly LifeEvent[]): LifeEvent | undefined {
  return events.toSorted((a, b) => a.at - b.at || a.receivedAt - b.receivedAt || (a.eventId < b.eventId ? -1 : 1))[0];
}

// A machine that comes back may say `started` again instead of `resumed`; the opening one is no switch.
function runsOf(events: readonly LifeEvent[], startedAt: number, endedAt: number | null): Life["runs"] {
  const switches = events
    .filter(({ type, at }) => SWITCH_ORDER.includes(type) && at >= startedAt && (endedAt === null || at < endedAt))
    .filter(({ type, at }) => type !== "started" || at > startedAt)
    .sort((a, b) => a.at - b.at || SWITCH_ORDER.indexOf(a.type) - SWITCH_ORDER.indexOf(b.type));
  const runs: Life["runs"] = [{ start: startedAt, end: null }];
  for (const { type, at } of switches) {
    const last = runs.at(-1);
    const running = last?.end === null;
    if (type === "paused" && running) last.end = at;
    if (type !== "paused" && !running) runs.push({ start: at, end: null });
  }
  const last = runs.at(-1);
  if (last?.end === null && endedAt !== null) last.end = endedAt;
  return runs.filter((run) => run.end === null || run.end > run.start);
}
