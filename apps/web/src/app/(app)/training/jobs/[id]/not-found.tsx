"use client";

import { Button } from "@mantine/core";
import Link from "next/link";
import { Empty } from "@/components/states/empty";

export default function JobNotFound() {
  return (
    <Empty
      title="No such job"
      action={
        <Button component={Link} href="/training/jobs">
          All jobs
        </Button>
      }
    >
      The link may be wrong, or the job belongs to another account.
    </Empty>
  );
}
