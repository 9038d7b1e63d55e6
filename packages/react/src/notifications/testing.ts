import { notify, type Ctx } from "@pipeline/api/services";
import type { TestApi } from "@pipeline/api/testing";
import { waitFor } from "@testing-library/react";
import { useLayoutEffect } from "react";
import { expect } from "vitest";
import { useMarkRead, useNotifications, useUnreadCount } from "../hooks";
import { openPage } from "../testing";
import type { UseNotificationsOptions } from "../types";
import type { UseMarkRead } from "./use-mark-read";
import type { UseNotifications } from "./use-notifications";
import type { UseUnreadCount } from "./use-unread-count";

/** Puts notifications into an inbox, a second apart, and answers the latest one's id. */
export async function tell(server: TestApi, ctx: Ctx, count = 1): Promise<string> {
  let latest = "";
  for (let i = 0; i < count; i++) {
    server.clock.advance(1000);
    const payload = { date: "2026-03-10", amount: "9", usual: "1" };
    const row = await notify(ctx, { type: "cost_anomaly", payload, dedupeKey: `${server.clock.now}` });
    latest = row.id;
  }
  return latest;
}

type Inbox = {
  list: UseNotifications;
  badge: UseUnreadCount;
  marks: UseMarkRead;
};

/** An inbox on screen, ready, with every badge and every list it ever shows. */
export async function openInbox(ctx: Ctx, options: UseNotificationsOptions = {}) {
  const page = openPage(ctx);
  const badges: (number | undefined)[] = [];
  const pictures: string[] = [];
  const inbox = page.hook((): Inbox => {
    const shown = { list: useNotifications(options), badge: useUnreadCount(), marks: useMarkRead() };
    const { count } = shown.badge;
    const picture = shown.list.items.map((item) => (item.read ? "read" : "new")).join(" ");
    useLayoutEffect(() => {
      if (badges.at(-1) !== count) badges.push(count);
      if (pictures.at(-1) !== picture) pictures.push(picture);
    }, [count, picture]);
    return shown;
  });
  await waitFor(() => expect(inbox.current.list.status).toBe("ready"));
  await waitFor(() => expect(inbox.current.badge.status).toBe("ready"));
  return { ...page, inbox, badges, pictures };
}
