"use client";

import type { TextProps } from "@mantine/core";
import { type Job, useTicking } from "@pipeline/react";
import { Money } from "../money/money";
import { meterOf } from "./job-words";

/** How the amounts of a list of jobs are written. */
export type JobLook = { currency: string; decimals: number };

type JobCostProps = TextProps & { job: Pick<Job, "currentCost" | "perHour" | "asOf">; look: JobLook };

/** What a job has cost up to this moment; it moves while the job runs. */
export function JobCost({ job, look, ...text }: JobCostProps) {
  const amount = useTicking([meterOf(job)], look.decimals);
  return <Money amount={amount} {...look} {...text} />;
}
