import type { JobDetail } from "@pipeline/react";

type JobEvent = JobDetail["events"][number];

/** One line of the timeline: an event, or a row of progress reports told as one. */
export type TimelineItem = { id: string; title: string; at: string; detail: string | null; link: string | null };

const COUNT = new Intl.NumberFormat("en-US");
const SIZE = new Intl.NumberFormat("en-US", { style: "unit", unit: "gigabyte", maximumFractionDigits: 2 });
const BYTES_PER_GB = 1e9;

const TITLES: Record<JobEvent["type"], string> = {
  started: "Started",
  progress: "Progress",
  heartbeat: "Heartbeat",
  paused: "Paused",
  resumed: "Resumed",
  completed: "Completed",
  failed: "Failed",
  artifact_ready: "Model ready",
  canceled: "Canceled",
};

const textIn = ({ body }: JobEvent, name: string) => (typeof body[name] === "string" ? body[name] : null);
const numberIn = ({ body }: JobEvent, name: string) => (typeof body[name] === "number" ? body[name] : null);

function stepWords(event: JobEvent): string | null {
  const [step, total, loss] = [numberIn(event, "step"), numberIn(event, "totalSteps"), numberIn(event, "loss")];
  const words = [
    step !== null && `step ${COUNT.format(step)}${total === null ? "" : ` of ${COUNT.format(total)}`}`,
    loss !== null && `loss ${loss}`,
  ].filter((word) => word !== false);
  return words.length === 0 ? null : words.join(", ");
}

function detailOf(event: JobEvent): string | null {
  const size = numberIn(event, "sizeBytes");
  const words = [stepWords(event), textIn(event, "message"), size === null ? null : SIZE.format(size / BYTES_PER_GB)];
  return words.filter((word) => word !== null).join(". ") || null;
}

/** A browser can open it; other addresses are only shown. */
const isWebLink = (url: string) => url.startsWith("https:") || url.startsWith("http:");

function toItem(event: JobEvent): TimelineItem {
  const url = textIn(event, "artifactUrl");
  const shown = url !== null && !isWebLink(url) ? url : null;
  const detail = [detailOf(event), shown].filter((word) => word !== null).join(". ");
  return {
    id: event.eventId,
    title: TITLES[event.type],
    at: event.at,
    detail: detail || null,
    link: url !== null && isWebLink(url) ? url : null,
  };
}

/** The events newest first, progress reports in a row told as one, with the registration among them. */
export function timelineOf({ events, queuedAt }: Pick<JobDetail, "events" | "queuedAt">): TimelineItem[] {
  const items: TimelineItem[] = [];
  let row = 0;
  for (const [index, event] of events.entries()) {
    const follows = event.type === "progress" && events[index - 1]?.type === "progress";
    row = follows ? row + 1 : 1;
    const last = items.at(-1);
    if (follows && last) last.title = `Progress, ${COUNT.format(row)} reports`;
    else items.push(toItem(event));
  }
  // A job may be registered here after it has begun elsewhere.
  const queued = { id: "queued", title: "Queued", at: queuedAt, detail: null, link: null };
  return [...items, queued].toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
