import { CreateJob, EstimateJob, JobId, ListJobs, ReportEvent } from "@pipeline/core/jobs";
import { requires, router } from "../trpc";
import { cancelJob } from "./cancel";
import { createJob } from "./create";
import { estimateJob } from "./estimate";
import { estimateErrors } from "./estimate-errors";
import { getJob } from "./get";
import { listJobs } from "./list";
import { reportEvent } from "./report";

export const jobsRouter = router({
  estimate: requires("jobs:read")
    .input(EstimateJob)
    .query(({ ctx, input }) => estimateJob(ctx, input)),
  estimateErrors: requires("jobs:read").query(({ ctx }) => estimateErrors(ctx)),
  list: requires("jobs:read")
    .input(ListJobs)
    .query(({ ctx, input }) => listJobs(ctx, input)),
  get: requires("jobs:read")
    .input(JobId)
    .query(({ ctx, input }) => getJob(ctx, input)),
  create: requires("jobs:write")
    .meta({ audit: "jobs.create" })
    .input(CreateJob)
    .mutation(({ ctx, input }) => createJob(ctx, input)),
  report: requires("jobs:report")
    .input(ReportEvent)
    .mutation(({ ctx, input }) => reportEvent(ctx, input)),
  cancel: requires("jobs:write")
    .meta({ audit: "jobs.cancel" })
    .input(JobId)
    .mutation(({ ctx, input }) => cancelJob(ctx, input)),
});
