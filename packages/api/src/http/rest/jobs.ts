import { CreateJob, JobId, ListJobs, ReportEvent } from "@pipeline/core/jobs";
import { createJob } from "../../jobs/create";
import { getJob } from "../../jobs/get";
import { listJobs } from "../../jobs/list";
import { reportEvent } from "../../jobs/report";
import { parseInput } from "./input";
import { restRoute } from "./route";
import { toRestJob } from "./shapes";

export const jobRoutes = [
  restRoute({
    method: "POST",
    path: "/api/jobs",
    scope: "jobs:write",
    status: 201,
    audit: "jobs.create",
    input: CreateJob,
    run: async (ctx, input) => toRestJob(await createJob(ctx, input)),
  }),
  restRoute({
    method: "GET",
    path: "/api/jobs",
    scope: "jobs:read",
    input: ListJobs,
    async run(ctx, input) {
      const { items, nextCursor } = await listJobs(ctx, input);
      return { jobs: items.map(toRestJob), nextCursor };
    },
  }),
  restRoute({
    method: "GET",
    path: "/api/jobs/:id",
    scope: "jobs:read",
    input: JobId,
    run: async (ctx, input) => toRestJob(await getJob(ctx, input)),
  }),
  restRoute({
    method: "POST",
    path: "/api/jobs/:id/events",
    scope: "jobs:report",
    input: ReportEvent,
    fromPath: (params) => ({ jobId: parseInput(JobId, params, {}).id }),
    run: async (ctx, input) => toRestJob(await reportEvent(ctx, input)),
  }),
];
