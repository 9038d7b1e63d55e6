"use client";

import { Anchor, Group, Paper, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { add, viewDecimals } from "@pipeline/core/money";
import { api } from "@pipeline/react";
import { keepPreviousData } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { MoreButton } from "@/components/records/more-button";
import { useAccount } from "@/components/shell/account";
import { Empty } from "@/components/states/empty";
import { Failed } from "@/components/states/failed";
import { ListSkeleton, LoadingWord } from "@/components/states/skeletons";
import { FileRow } from "./file-row";
import { filesInput } from "./inputs";
import classes from "./files.module.css";

const CHOICES = [
  { value: "kept", label: "Stored now" },
  { value: "removed", label: "Removed" },
];

/** What is stored, how large it is and what it costs. */
export function Files() {
  const { currency } = useAccount();
  const [shown, setShown] = useState("kept");
  const files = api.storage.list.useInfiniteQuery(filesInput(shown === "kept"), {
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
  const items = files.data?.pages.flatMap((page) => page.items) ?? [];
  const look = { currency, decimals: viewDecimals(add(...items.map(({ perMonth }) => perMonth ?? "0"))) };
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1}>Stored files</Title>
        <SegmentedControl aria-label="Files shown" data={CHOICES} value={shown} onChange={setShown} />
      </Group>
      <Text size="sm" c="dimmed">
        Models that jobs have told of, and datasets that were registered. They cost by the GB-month until they are
        removed, also while nothing runs.{" "}
        <Anchor component={Link} href="/training/jobs" inherit underline="always">
          Back to the jobs
        </Anchor>
      </Text>
      {files.isPending && (
        <Paper withBorder p="md">
          <LoadingWord what="stored files" />
          <ListSkeleton />
        </Paper>
      )}
      {!files.data && files.error && (
        <Failed
          title="The files could not be loaded"
          error={{ message: files.error.message, requestId: files.error.data?.requestId ?? undefined }}
          retry={() => void files.refetch()}
        />
      )}
      {files.data && items.length === 0 && <NoFiles kept={shown === "kept"} />}
      {items.length > 0 && (
        <Paper withBorder px="md">
          <ul className={classes.rows} aria-busy={files.isPlaceholderData}>
            {items.map((file) => (
              <FileRow key={file.id} file={file} look={look} />
            ))}
          </ul>
        </Paper>
      )}
      {files.hasNextPage && (
        <MoreButton busy={files.isFetchingNextPage} onMore={() => void files.fetchNextPage()}>
          Show more files
        </MoreButton>
      )}
    </Stack>
  );
}

function NoFiles({ kept }: { kept: boolean }) {
  return (
    <Paper withBorder p="md">
      <Empty title={kept ? "Nothing is stored" : "Nothing was removed"}>
        {kept
          ? "A job's model appears here when its trainer reports artifact_ready with a size; a dataset when it is registered with storage.keep."
          : "Files that were removed stay here with what they have cost."}
      </Empty>
    </Paper>
  );
}
