"use client";

import type { TextProps } from "@mantine/core";
import { type Job, jobMeter, useTicking } from "@pipeline/react";
import { Money } from "../money/money";

/** How the amounts of a list of jobs are written. */
export type JobLook = { currency: string; decimals: number };

type JobCostProps = TextProps & {
  job: Pick<Job, "status" | "currentCost" | "perHour" | "asOf" | "runs">;
  look: JobLook;
};

/** What a job has cost up to this moment; it moves while the job runs. */
export function JobCost({ job, look, ...text }: JobCostProps) {
  const amount = useTicking([jobMeter(job)], look.decimals);
  return <Money amount={amount} {...look} {...text} />;
}
