import { badInput } from "@pipeline/core/errors";
import { toMs } from "@pipeline/core/instant";
import { MAX_AHEAD_MS, MAX_SPAN_MS } from "@pipeline/core/job-words";
import { type ReportEvent } from "@pipeline/core/jobs";
import { bodyHash } from "../body-hash";
import { inside, writing, type Ctx } from "../ctx";
import { advance } from "./advance";
import { toJob, type Job, type JobRow } from "./columns";
import { holdJob, keepEvent } from "./events";

/** Event ids that begin like this are Pipeline's own. */
export const OWN_EVENT = "pipeline:";

/**
 * Takes one event of a job: state, cost rows, roll-ups and notifications commit together. The same id and body again
 * changes nothing; another body: CONFLICT. Events may come late and in any order.
 */
export async function reportEvent(ctx: Ctx, input: ReportEvent): Promise<Job> {
  return writing(ctx, async (scope) => {
    const at = input.at === undefined ? scope.now : toMs(input.at);
    if (at > scope.now + MAX_AHEAD_MS) throw badInput("at", "Must be at most 5 minutes in the future.");
    if (input.eventId.startsWith(OWN_EVENT)) throw badInput("eventId", `Must not begin with "${OWN_EVENT}".`);
    const job = await holdJob(scope, input.jobId);
    refuseLongLife(job, at);
    const { jobId, eventId, type, at: _at, ...body } = input;
    const event = { jobId, eventId, type, at, body, bodyHash: bodyHash(input) };
    const fresh = await keepEvent(scope, event);
    const now = fresh ? await advance(inside(ctx, scope.tx), scope, job, event) : job;
    return toJob(now, scope.now);
  });
}

// Hours of GPU time become a row a quarter hour: a typing error in a year must not become a million of them.
function refuseLongLife({ startedAt, lastEventAt }: JobRow, at: number): void {
  const known = [startedAt, lastEventAt].flatMap((instant) => (instant === null ? [] : [toMs(instant)]));
  if (known.some((other) => Math.abs(at - other) > MAX_SPAN_MS)) {
    throw badInput("at", "The events of a job must lie within 400 days.");
  }
}
