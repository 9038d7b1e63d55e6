"use client";

import { Paper, Title } from "@mantine/core";
import { useMarkRead, useNotifications } from "@pipeline/react";
import { NotificationList, useInbox } from "@pipeline/react/bell";
import { useRouter } from "next/navigation";
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
  const onNavigate = (href: string) => router.push(href);
  const inbox = useInbox({ list: notes, marks, filter: "all", timeZone, onNavigate });
  return (
    <Paper component="section" withBorder aria-labelledby="job-notifications" className={classes.notes}>
      <Title order={2} id="job-notifications" p="md" pb={0}>
        Notifications
      </Title>
      <StaleNote error={marks.error} retry={marks.retry} what={inbox.failure && `${inbox.failure.words}.`} />
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
      <section className="pl-inbox" aria-label="Notifications of this job" tabIndex={-1}>
        <NotificationList inbox={inbox} />
      </section>
      {notes.hasMore && (
        <MoreButton busy={notes.loadingMore} onMore={notes.loadMore}>
          Show more notifications
        </MoreButton>
      )}
    </Paper>
  );
}
