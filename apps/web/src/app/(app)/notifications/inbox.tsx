"use client";

import { Stack } from "@mantine/core";
import { handleInboxKey, NotificationList, useItemActions, useMarkRead, useNotifications } from "@pipeline/react";
import { useRouter, useSearchParams } from "next/navigation";
import { useCallback, useMemo, useRef } from "react";
import { useAccount } from "@/components/shell/account";
import { useKeys } from "@/components/shell/use-keys";
import { Failed } from "@/components/states/failed";
import { ListSkeleton, LoadingWord } from "@/components/states/skeletons";
import { StaleNote } from "@/components/states/stale-note";
import { InboxEmpty } from "./inbox-empty";
import { LoadMore } from "./load-more";
import { InboxToolbar } from "./toolbar";
import { inputOf, viewOf } from "./view";
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
  const navigate = useCallback((href: string) => router.push(href), [router]);
  const actions = useItemActions(box, view.filter, marks, navigate);
  const { items, status, version, unreadCount = 0 } = list;

  const markAllRead = () => {
    if (version === undefined) return;
    marks.markAllRead({ upTo: version, ...(view.types.length > 0 && { types: view.types }) });
  };
  const press = (key: string, shiftKey = false) => {
    const event = { key, shiftKey, ctrlKey: false, metaKey: false, altKey: false, preventDefault: () => {} };
    if (box.current) handleInboxKey(event, box.current, { items, actions, markAllRead });
  };
  useKeys({
    j: () => press("j"),
    k: () => press("k"),
    e: () => press("e"),
    u: () => press("u"),
    "shift+a": () => press("A", true),
  });

  return (
    <Stack gap="md">
      <InboxToolbar view={view} canMarkAll={version !== undefined && unreadCount > 0} markAllRead={markAllRead} />
      <StaleNote error={marks.error} retry={marks.retry} what="Could not be saved." />
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
        <NotificationList items={items} timeZone={timeZone} actions={actions} heading="h2" />
        <LoadMore list={list} />
      </section>
    </Stack>
  );
}
