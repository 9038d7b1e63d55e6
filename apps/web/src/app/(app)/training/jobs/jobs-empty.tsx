import { Button, Paper } from "@mantine/core";
import type { JobStatus } from "@pipeline/core/job-words";
import { IconCpu } from "@tabler/icons-react";
import Link from "next/link";
import { CurlExample } from "@/components/jobs/curl-example";
import { statusWord } from "@/components/jobs/job-words";
import { Empty } from "@/components/states/empty";

type JobsEmptyProps = { status: JobStatus | undefined; showAll: () => void };

/** No job, or none of a status; the first says how a trainer reports. */
export function JobsEmpty({ status, showAll }: JobsEmptyProps) {
  if (status !== undefined) {
    return (
      <Paper withBorder>
        <Empty
          title={`No job is ${statusWord(status).toLowerCase()}`}
          action={
            <Button variant="default" onClick={showAll}>
              Show all jobs
            </Button>
          }
        />
      </Paper>
    );
  }
  return (
    <Paper withBorder p="md">
      <Empty
        icon={<IconCpu size={32} stroke={1.5} />}
        title="No jobs yet"
        action={
          <Button component={Link} href="/training/jobs/new">
            New job
          </Button>
        }
      >
        Register a job here or over the API. Then let the trainer say when it starts, how far it is and when it ends:
        the meter follows its words.
      </Empty>
      <CurlExample />
    </Paper>
  );
}
