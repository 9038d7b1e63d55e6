"use client";

import { Anchor, Badge, Group, Text } from "@mantine/core";
import Link from "next/link";
import type { JobLook } from "@/components/jobs/job-cost";
import { compare, formatMoney, isZero, type Money as Amount } from "@pipeline/core/money";
import { Money } from "@/components/money/money";
import { useAccount } from "@/components/shell/account";
import { Instant } from "@/components/time/instant";
import { leastShown, nameOf, sizeWords } from "./file-words";
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
              <Cost amount={file.costSoFar} look={look} /> {file.storedUntil === null ? "so far" : "in all"}
            </Text>
            {file.storedUntil === null && (
              <Text size="xs" c="dimmed">
                <Cost amount={file.perMonth} look={look} /> a month
              </Text>
            )}
          </>
        )}
      </div>
      {file.storedUntil === null && <RemoveFile id={file.id} name={name} />}
    </li>
  );
}

// A small file costs little, which is not nothing.
function Cost({ amount, look }: { amount: Amount; look: JobLook }) {
  const least = leastShown(look.decimals);
  if (isZero(amount) || compare(amount, least) >= 0) return <Money amount={amount} {...look} />;
  return <>under {formatMoney(least, look)}</>;
}
