import type { JobDetail } from "@pipeline/react";
import { expect, test } from "vitest";
import { timelineOf } from "./event-words";

type Event = JobDetail["events"][number];
const event = (type: Event["type"], at: string, body: Event["body"] = {}): Event => ({
  eventId: `${type} ${at}`,
  type,
  at: `2026-11-20T${at}:00.000Z`,
  receivedAt: `2026-11-20T${at}:01.000Z`,
  body,
});
const queuedAt = "2026-11-20T10:30:00.000Z";

test("reports of progress in a row are told as one, by the latest of them", () => {
  const events = [
    event("progress", "12:20", { step: 1200, totalSteps: 2000, loss: 0.5 }),
    event("progress", "12:10", { step: 600, totalSteps: 2000 }),
    event("started", "12:00"),
  ];
  const [progress, started] = timelineOf({ events, queuedAt });
  expect(progress).toMatchObject({ title: "Progress, 2 reports", detail: "step 1,200 of 2,000, loss 0.5" });
  expect(started).toMatchObject({ title: "Started", detail: null });
});

test("a job that was registered after it had begun shows both in the order of time", () => {
  const titles = timelineOf({ events: [event("completed", "11:00"), event("started", "10:00")], queuedAt });
  expect(titles.map(({ title }) => title)).toEqual(["Completed", "Queued", "Started"]);
});

test("a model is a link where a browser can open it, and only named elsewhere", () => {
  const web = event("artifact_ready", "12:00", { artifactUrl: "https://models.example/a", sizeBytes: 2_500_000_000 });
  const bucket = event("artifact_ready", "12:00", { artifactUrl: "s3://models/a" });
  expect(timelineOf({ events: [web], queuedAt })[0]).toMatchObject({
    link: "https://models.example/a",
    detail: "2.5 GB",
  });
  expect(timelineOf({ events: [bucket], queuedAt })[0]).toMatchObject({ link: null, detail: "s3://models/a" });
});
