import { archive } from "@pipeline/api/services";
import { createTestApi } from "@pipeline/api/testing";
import { act, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { useNotifications } from "../hooks";
import { openPage } from "../testing";
import { openInbox, tell } from "./testing";

const server = await createTestApi();

test("pages follow each other without a gap or a repeat", async () => {
  const ctx = await server.user();
  await tell(server, ctx, 25);
  const { inbox } = await openInbox(ctx, { limit: 10 });
  expect(inbox.current.list).toMatchObject({ hasMore: true, loadingMore: false, unreadCount: 25 });
  act(() => inbox.current.list.loadMore());
  await waitFor(() => expect(inbox.current.list.items).toHaveLength(20));
  act(() => inbox.current.list.loadMore());
  await waitFor(() => expect(inbox.current.list.hasMore).toBe(false));
  expect(new Set(inbox.current.list.items.map((item) => item.id)).size).toBe(25);
});

test("the archive, the unread and one type are lists of their own", async () => {
  const ctx = await server.user();
  const id = await tell(server, ctx, 2);
  await archive(ctx, { id });
  const lists = openPage(ctx).hook(() => ({
    archived: useNotifications({ filter: "archived" }),
    unread: useNotifications({ filter: "unread" }),
    failed: useNotifications({ types: ["job_failed"] }),
    unusual: useNotifications({ type: "cost_anomaly" }),
  }));
  await waitFor(() => expect(lists.current.failed.status).toBe("ready"));
  await waitFor(() => expect(lists.current.archived.items.map((item) => item.id)).toEqual([id]));
  await waitFor(() => expect(lists.current.unread.items).toHaveLength(1));
  expect(lists.current.failed.items).toEqual([]);
  await waitFor(() => expect(lists.current.unusual.items.map(({ metadata }) => metadata.amount)).toEqual(["9"]));
});

test("a page that does not come is an error beside the rows that are there, and is asked for again", async () => {
  const ctx = await server.user();
  await tell(server, ctx, 15);
  const { inbox, wire } = await openInbox(ctx, { limit: 10 });
  const mend = wire.cut("notifications.list");
  act(() => inbox.current.list.loadMore());
  await waitFor(() => expect(inbox.current.list.error?.message).toBe("The server could not be reached."));
  expect(inbox.current.list).toMatchObject({ status: "ready" });
  expect(inbox.current.list.items).toHaveLength(10);
  mend();
  act(() => inbox.current.list.retry());
  await waitFor(() => expect(inbox.current.list.items).toHaveLength(15));
});
