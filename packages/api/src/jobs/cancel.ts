import { DomainError } from "@pipeline/core/errors";
import type { JobId } from "@pipeline/core/jobs";
import { keepDone } from "../audit/keep";
import { inside, writing, type Ctx } from "../ctx";
import { advance } from "./advance";
import { toJob, type Job } from "./columns";
import { holdJob, keepEvent } from "./events";
import { OWN_EVENT } from "./report";

/** Ends a job at this instant and books it to the end. Again: the same job. CONFLICT when it has ended otherwise. */
export async function cancelJob(ctx: Ctx, { id }: JobId): Promise<Job> {
  return writing(ctx, async (scope) => {
    const job = await holdJob(scope, id);
    if (job.status === "canceled") return toJob(job, scope.now);
    if (job.endedAt !== null || job.status === "completed" || job.status === "failed") {
      throw new DomainError("CONFLICT", `The job has ended already: ${job.status}.`);
    }
    const event = {
      jobId: id,
      eventId: `${OWN_EVENT}canceled`,
      type: "canceled" as const,
      at: scope.now,
      body: {},
      bodyHash: "",
    };
    await keepEvent(scope, event);
    await keepDone(scope, "jobs.cancel", id);
    return toJob(await advance(inside(ctx, scope.tx), scope, job, event), scope.now);
  });
}
