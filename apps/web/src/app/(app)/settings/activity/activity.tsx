"use client";

import { Skeleton, Stack, Text } from "@mantine/core";
import { api } from "@pipeline/react";
import { MoreButton } from "@/components/records/more-button";
import { Failed } from "@/components/states/failed";
import { LoadingWord } from "@/components/states/skeletons";
import { ActivityRow } from "./activity-row";
import { ACTIVITY } from "./inputs";
import classes from "../settings.module.css";

/** What was done with the account and what was refused, latest first. */
export function Activity({ sessionId }: { sessionId: string | undefined }) {
  const entries = api.audit.list.useInfiniteQuery(ACTIVITY, { getNextPageParam: (page) => page.nextCursor });
  const keys = api.apiKeys.list.useQuery();
  const { data, error } = entries;
  if (!data && error) {
    const told = { message: error.message, requestId: error.data?.requestId ?? undefined };
    return <Failed title="The activity could not be loaded" error={told} retry={() => void entries.refetch()} />;
  }
  const rows = data?.pages.flatMap(({ items }) => items);
  const known = { sessionId, keys: keys.data?.items };
  return (
    <Stack gap="sm">
      {!rows && (
        <>
          <LoadingWord what="activity" />
          <Skeleton height={220} />
        </>
      )}
      {rows?.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing yet. What changes money or security is written down here, refused attempts too.
        </Text>
      )}
      <ul className={classes.rows}>
        {rows?.map((entry) => (
          <ActivityRow key={entry.id} entry={entry} known={known} />
        ))}
      </ul>
      {entries.hasNextPage && (
        <MoreButton busy={entries.isFetchingNextPage} onMore={() => void entries.fetchNextPage()}>
          Show more
        </MoreButton>
      )}
    </Stack>
  );
}
