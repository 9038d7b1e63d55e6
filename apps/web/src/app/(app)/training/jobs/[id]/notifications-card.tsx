"use client";

import { Paper, Title } from "@mantine/core";
import { NotificationList, useItemActions, useMarkRead, useNotifications } from "@pipeline/react";
import { useRouter } from "next/navigation";
import { useCallback, useRef } from "react";
import { MoreButton } from "@/components/records/more-button";
import { Empty } from "@/components/states/empty";
import { Failed } from "@/components/states/failed";
import { ListSkeleton, LoadingWord } from "@/components/states/skeletons";
import { StaleNote } from "@/components/states/stale-note";
import { jobNotificationsInput } from "./inputs";
import classes from "./job.module.css";

/** What its owner was told about a job. */
export function NotificationsCard({ jobId, timeZone }: { jobId: string; timeZone: string }) {
  const notes = useNotifications(jobNotificationsInput(jobId));
  const marks = useMarkRead();
  const router = useRouter();
  const list = useRef<HTMLElement>(null);
  const navigate = useCallback((href: string) => router.push(href), [router]);
  const actions = useItemActions(list, "all", marks, navigate);
  return (
    <Paper component="section" withBorder aria-labelledby="job-notifications" className={classes.notes}>
      <Title order={2} id="job-notifications" p="md" pb={0}>
        Notifications
      </Title>
      <StaleNote error={marks.error} retry={marks.retry} />
      {notes.status === "loading" && (
        <>
          <LoadingWord what="notifications" />
          <ListSkeleton rows={3} />
        </>
      )}
      {notes.status === "failed" && (
        <Failed title="The notifications could not be loaded" error={notes.error} retry={notes.retry} />
      )}
      {notes.status === "ready" && notes.items.length === 0 && <Empty title="Nothing to tell yet" />}
      <section ref={list} className="pl-inbox" aria-label="Notifications of this job" tabIndex={-1}>
        <NotificationList items={notes.items} timeZone={timeZone} actions={actions} />
      </section>
      {notes.hasMore && (
        <MoreButton busy={notes.loadingMore} onMore={notes.loadMore}>
          Show more notifications
        </MoreButton>
      )}
    </Paper>
  );
}
