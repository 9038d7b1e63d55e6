import type { Job } from "@pipeline/react";
import { isLost, statusWord } from "./job-words";
import classes from "./jobs.module.css";

/** A job's status: a word, with a dot of colour beside it. */
export function StatusBadge({ job }: { job: Pick<Job, "status" | "lost"> }) {
  return (
    <span className={classes.status}>
      <span className={classes.dot} data-status={job.status} aria-hidden />
      {isLost(job) ? "Lost" : statusWord(job.status)}
    </span>
  );
}
