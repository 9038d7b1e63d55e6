"use client";

import { Anchor, Badge, Group, Text } from "@mantine/core";
import Link from "next/link";
import type { JobLook } from "@/components/jobs/job-cost";
import { Money } from "@/components/money/money";
import { useAccount } from "@/components/shell/account";
import { Instant } from "@/components/time/instant";
import { nameOf, sizeWords } from "./file-words";
import { RemoveFile } from "./remove-file";
import type { StoredFile } from "./stored-file";
import classes from "./files.module.css";

const KINDS: Record<StoredFile["kind"], string> = { artifact: "Model", dataset: "Dataset" };

/** One file: what it is, since when, what it costs, and the way to end that. */
export function FileRow({ file, look }: { file: StoredFile; look: JobLook }) {
  const { timeZone } = useAccount();
  const name = nameOf(file);
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {name}
          </Text>
          <Badge variant="default" size="sm" tt="none" fw={500}>
            {KINDS[file.kind]}
          </Badge>
        </Group>
        <Text size="xs" c="dimmed">
          {sizeWords(file.sizeBytes)}, {file.project ?? "no project"}, since{" "}
          <Instant at={file.storedFrom} timeZone={timeZone} as="date-time" />
          {file.storedUntil !== null && (
            <>
              , removed <Instant at={file.storedUntil} timeZone={timeZone} as="date-time" />
            </>
          )}
        </Text>
        {file.jobId !== null && (
          <Anchor component={Link} href={`/training/jobs/${file.jobId}`} size="xs">
            {file.jobName ?? "Its job"}
          </Anchor>
        )}
      </div>
      <div className={classes.cost}>
        {file.costSoFar === null || file.perMonth === null ? (
          <Text size="sm" c="dimmed">
            No price known
          </Text>
        ) : (
          <>
            <Text size="sm" fw={600}>
              <Money amount={file.costSoFar} {...look} /> so far
            </Text>
            {file.storedUntil === null && (
              <Text size="xs" c="dimmed">
                <Money amount={file.perMonth} {...look} /> a month
              </Text>
            )}
          </>
        )}
      </div>
      {file.storedUntil === null && <RemoveFile id={file.id} name={name} />}
    </li>
  );
}
