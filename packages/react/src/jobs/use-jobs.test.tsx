import { createJob, reportEvent } from "@pipeline/api/services";
import { createTestApi } from "@pipeline/api/testing";
import { act, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { useJob, useJobs, useUnreadCount } from "../hooks";
import { openPage } from "../testing";

const server = await createTestApi();

test("jobs of one status come page after page", async () => {
  const ctx = await server.user();
  for (const name of ["a", "b", "c"]) {
    server.clock.advance(1000);
    await createJob(ctx, { name });
  }
  const page = openPage(ctx);
  const jobs = page.hook(() => useJobs({ status: "queued", limit: 2 }));
  await waitFor(() => expect(jobs.current.items.map(({ name }) => name)).toEqual(["c", "b"]));
  act(() => jobs.current.loadMore());
  await waitFor(() => expect(jobs.current.items.map(({ name }) => name)).toEqual(["c", "b", "a"]));
  const running = page.hook(() => useJobs({ status: "running" }));
  await waitFor(() => expect(running.current).toMatchObject({ status: "ready", items: [], hasMore: false }));
});

test("a job comes with its events, latest first", async () => {
  const ctx = await server.user();
  const { id } = await createJob(ctx, { name: "one" });
  await reportEvent(ctx, { jobId: id, eventId: "1", type: "started" });
  server.clock.advance(60_000);
  await reportEvent(ctx, { jobId: id, eventId: "2", type: "progress", step: 1, totalSteps: 4 });
  const job = openPage(ctx).hook(() => useJob(id));
  await waitFor(() => expect(job.current.job).toMatchObject({ status: "running", progress: 25 }));
  expect(job.current.job?.events.map(({ type }) => type)).toEqual(["progress", "started"]);
});

test("a job that is not there and one of somebody else fail alike", async () => {
  const [ann, bob] = [await server.user(), await server.user()];
  const { id } = await createJob(bob, { name: "bob's" });
  const page = openPage(ann);
  const foreign = page.hook(() => useJob(id));
  const missing = page.hook(() => useJob("00000000-0000-4000-8000-000000000000"));
  await waitFor(() => expect(foreign.current.error).toEqual({ message: "No such job.", requestId: "request-1" }));
  await waitFor(() => expect(missing.current.error).toEqual(foreign.current.error));
});

test("a pause, of which no notification tells, is seen at the badge's next look", async () => {
  const ctx = await server.user();
  const { id } = await createJob(ctx, { name: "spot" });
  await reportEvent(ctx, { jobId: id, eventId: "1", type: "started" });
  const shown = openPage(ctx).hook(() => ({ job: useJob(id), jobs: useJobs(), badge: useUnreadCount() }));
  await waitFor(() => expect(shown.current.badge.count).toBe(2));
  await waitFor(() => expect(shown.current.job.job?.status).toBe("running"));
  await waitFor(() => expect(shown.current.jobs.items).toHaveLength(1));
  await reportEvent(ctx, { jobId: id, eventId: "2", type: "paused" });
  await act(async () => shown.current.badge.retry());
  await waitFor(() => expect(shown.current.job.job?.status).toBe("paused"));
  await waitFor(() => expect(shown.current.jobs.items[0]?.status).toBe("paused"));
});
