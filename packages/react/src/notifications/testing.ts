import { notify, type Ctx } from "@pipeline/api/services";
import type { TestApi } from "@pipeline/api/testing";
import { waitFor } from "@testing-library/react";
import { useRef } from "react";
import { expect } from "vitest";
import { useMarkRead, useNotifications, useUnreadCount } from "../hooks";
import { openPage } from "../testing";
import type { UseNotificationsOptions } from "../types";

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

function useInbox(options: UseNotificationsOptions) {
  const list = useNotifications(options);
  const badge = useUnreadCount();
  const marks = useMarkRead();
  const badges = useRef<(number | undefined)[]>([]);
  const rows = useRef<string[]>([]);
  if (badges.current.at(-1) !== badge.count) badges.current.push(badge.count);
  const picture = list.items.map((item) => (item.read ? "read" : "new")).join(" ");
  if (rows.current.at(-1) !== picture) rows.current.push(picture);
  return { list, badge, marks, badges: badges.current, pictures: rows.current };
}

/** An inbox on screen, ready, with every badge and every list it ever shows. */
export async function openInbox(ctx: Ctx, options: UseNotificationsOptions = {}) {
  const page = openPage(ctx);
  const inbox = page.hook(() => useInbox(options));
  await waitFor(() => expect(inbox.current.list.status).toBe("ready"));
  await waitFor(() => expect(inbox.current.badge.status).toBe("ready"));
  return { ...page, inbox };
}
