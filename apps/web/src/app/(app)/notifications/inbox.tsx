"use client";

import { Stack } from "@mantine/core";
import { useMarkRead, useNotifications } from "@pipeline/react";
import { handleInboxKey, NotificationList, useInbox, useKeyDown } from "@pipeline/react/bell";
import { useRouter, useSearchParams } from "next/navigation";
import { useMemo, useRef } from "react";
import { useAccount } from "@/components/shell/account";
import { useKeys } from "@/components/shell/use-keys";
import { Failed } from "@/components/states/failed";
import { ListSkeleton, LoadingWord } from "@/components/states/skeletons";
import { StaleNote } from "@/components/states/stale-note";
import { InboxEmpty } from "./inbox-empty";
import { LoadMore } from "./load-more";
import { InboxToolbar } from "./toolbar";
import { inputOf, markAllOf, viewOf } from "./view";
import classes from "./inbox.module.css";

/** The whole inbox: filters, days, and the same keys as in the bell. */
export function Inbox() {
  const router = useRouter();
  const { timeZone } = useAccount();
  const params = useSearchParams();
  const view = useMemo(() => viewOf(Object.fromEntries(params)), [params]);
  const list = useNotifications(useMemo(() => inputOf(view), [view]));
  const marks = useMarkRead();
  const box = useRef<HTMLElement>(null);
  const inbox = useInbox({
    list,
    marks,
    filter: view.filter,
    timeZone,
    onNavigate: (href) => router.push(href),
    markAll: markAllOf(view),
  });
  const { items, status } = list;

  const press = (key: string, shiftKey = false) => {
    const event = { key, shiftKey, ctrlKey: false, metaKey: false, altKey: false, preventDefault: () => {} };
    if (box.current) handleInboxKey(event, box.current, inbox);
  };
  // Letters work on the whole page, arrows where the focus is in the list.
  useKeyDown(box, (event) => {
    if (box.current && event.key.startsWith("Arrow")) handleInboxKey(event, box.current, inbox);
  });
  useKeys({
    j: () => press("j"),
    k: () => press("k"),
    e: () => press("e"),
    u: () => press("u"),
    s: () => press("s"),
    "shift+a": () => press("A", true),
  });

  return (
    <Stack gap="md">
      <InboxToolbar view={view} markAllRead={inbox.markAllRead} />
      <StaleNote error={marks.error} retry={marks.retry} what={inbox.failure && `${inbox.failure.words}.`} />
      <section ref={box} className={`pl-inbox ${classes.box}`} aria-label="Notifications" tabIndex={-1}>
        {status === "loading" && (
          <>
            <LoadingWord what="notifications" />
            <ListSkeleton rows={8} />
          </>
        )}
        {status === "failed" && (
          <Failed title="The notifications could not be loaded" error={list.error} retry={list.retry} />
        )}
        {status === "ready" && items.length === 0 && <InboxEmpty view={view} />}
        <NotificationList inbox={inbox} heading="h2" />
        <LoadMore list={list} />
      </section>
    </Stack>
  );
}
