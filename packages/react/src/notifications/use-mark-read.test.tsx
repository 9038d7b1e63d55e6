import { archive, createJob, listNotifications, markRead, reportEvent } from "@pipeline/api/services";
import { createTestApi } from "@pipeline/api/testing";
import { act, waitFor } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { lastChange } from "./last-change";
import { openInbox, tell } from "./testing";

const server = await createTestApi();
type Page = Awaited<ReturnType<typeof openInbox>>;
/** Everything sent is answered, and what is shown is fresh. */
const settled = async ({ client, inbox }: Page) =>
  waitFor(() => expect([client.isMutating(), inbox.current.marks.pending]).toEqual([0, false]));

describe("marking one as read", () => {
  test("shows at once, before the server answers, and stays so", async () => {
    const ctx = await server.user();
    const id = await tell(server, ctx, 2);
    const page = await openInbox(ctx);
    const { wire, inbox } = page;
    const release = wire.hold("notifications.markRead");
    act(() => inbox.current.marks.markRead(id));
    await waitFor(() => expect(inbox.current.badge.count).toBe(1));
    expect(inbox.current.list.items.map((item) => item.read)).toEqual([true, false]);
    release();
    await settled(page);
    expect(page.badges).toEqual([2, 1]);
    expect(page.pictures.at(-1)).toBe("read new");
    expect(page.pictures.filter((picture) => picture === "new new")).toHaveLength(1);
  });

  test("is not undone by a poll that was answered before it", async () => {
    const ctx = await server.user();
    const id = await tell(server, ctx, 3);
    const page = await openInbox(ctx);
    const { wire, inbox } = page;
    const release = wire.hold("notifications.markRead");
    act(() => inbox.current.marks.markRead(id));
    await waitFor(() => expect(inbox.current.badge.count).toBe(2));
    await act(async () => inbox.current.badge.retry());
    await act(async () => inbox.current.list.retry());
    release();
    await settled(page);
    expect(page.badges).toEqual([3, 2]);
  });

  test("goes back when the server refuses, keeps what arrived meanwhile, and says why", async () => {
    const ctx = await server.user();
    const id = await tell(server, ctx, 1);
    const page = await openInbox(ctx);
    const { wire, inbox } = page;
    const mend = wire.cut("notifications.markRead");
    await tell(server, ctx, 1);
    act(() => inbox.current.marks.markRead(id));
    await waitFor(() => expect(inbox.current.marks.error?.message).toBe("The server could not be reached."));
    await settled(page);
    await waitFor(() => expect(inbox.current.badge.count).toBe(2));
    mend();
    act(() => inbox.current.marks.retry());
    await waitFor(() => expect(inbox.current.badge.count).toBe(1));
    await settled(page);
    expect(inbox.current.marks.error).toBeUndefined();
  });

  test("goes back at once, also while the lists cannot be read", async () => {
    const ctx = await server.user();
    const id = await tell(server, ctx, 1);
    const page = await openInbox(ctx);
    const { wire, inbox } = page;
    wire.cut("notifications.markRead");
    wire.hold("notifications.list");
    act(() => inbox.current.marks.markRead(id));
    await settled(page);
    expect(inbox.current.badge.count).toBe(1);
    expect(inbox.current.marks.error).toBeDefined();
  });

  test("counts a row once, however often and from how many places it is marked", async () => {
    const ctx = await server.user();
    const id = await tell(server, ctx, 2);
    const page = await openInbox(ctx);
    const { inbox } = page;
    await markRead(ctx, { id });
    act(() => {
      inbox.current.marks.markRead(id);
      inbox.current.marks.markRead(id);
      inbox.current.marks.archive(id);
    });
    await settled(page);
    expect(page.badges).toEqual([2, 1]);
    expect(inbox.current.list.items).toHaveLength(1);
  });

  test("of a row far down a long inbox moves the badge too", async () => {
    const ctx = await server.user();
    await tell(server, ctx, 45);
    const page = await openInbox(ctx, { limit: 100 });
    const { wire, inbox } = page;
    const oldest = inbox.current.list.items.at(-1);
    const release = wire.hold("notifications.markRead");
    act(() => inbox.current.marks.markRead(oldest?.id ?? ""));
    await waitFor(() => expect(inbox.current.badge.count).toBe(44));
    release();
    await settled(page);
    expect(page.badges).toEqual([45, 44]);
  });
});

test("ten marks in a row count down to what the server says, without a step back", async () => {
  const ctx = await server.user();
  await tell(server, ctx, 12);
  const page = await openInbox(ctx);
  const { inbox } = page;
  const ids = inbox.current.list.items.slice(0, 10).map((item) => item.id);
  for (const id of ids) act(() => inbox.current.marks.markRead(id));
  await settled(page);
  const { badges } = page;
  expect(badges).toEqual(badges.toSorted((a = 0, b = 0) => b - a));
  expect(badges.at(-1)).toBe(2);
  expect((await listNotifications(ctx, { filter: "unread", limit: 20 })).unreadCount).toBe(2);
});

test("marking all leaves what came after the list was read", async () => {
  const ctx = await server.user();
  await tell(server, ctx, 3);
  const page = await openInbox(ctx);
  const { inbox } = page;
  await tell(server, ctx, 1);
  act(() => inbox.current.marks.markAllRead({ upTo: inbox.current.list.version ?? 0 }));
  await settled(page);
  expect(inbox.current.badge.count).toBe(1);
  expect(inbox.current.list.items.map((item) => item.read)).toEqual([false, true, true, true]);
});

test("marking more than a delta tells goes to none at once, without a step back", async () => {
  const ctx = await server.user();
  await tell(server, ctx, 203);
  const page = await openInbox(ctx);
  const { inbox } = page;
  act(() => inbox.current.marks.markAllRead({ upTo: inbox.current.list.version ?? 0 }));
  await settled(page);
  expect(page.badges).toEqual([203, 0]);
  expect(page.pictures).toHaveLength(3);
});

test("marking as unread and putting back from the archive raise the badge at once", async () => {
  const ctx = await server.user();
  const id = await tell(server, ctx, 1);
  const page = await openInbox(ctx, { filter: "all" });
  const { wire, inbox } = page;
  act(() => inbox.current.marks.markRead(id));
  await settled(page);
  const release = wire.hold("notifications.markUnread");
  act(() => inbox.current.marks.markUnread(id));
  await waitFor(() => expect(inbox.current.badge.count).toBe(1));
  release();
  await settled(page);
  act(() => inbox.current.marks.archive(id));
  await waitFor(() => expect(inbox.current.list.items).toHaveLength(0));
  await settled(page);
  act(() => inbox.current.marks.unarchive(id));
  await settled(page);
  expect(page.badges).toEqual([1, 0, 1, 0, 1]);
  expect(inbox.current.list.items).toHaveLength(1);
});

test("a mark for someone else's notification is refused, and nothing moves", async () => {
  const [ann, bob] = [await server.user(), await server.user()];
  const foreign = await tell(server, bob, 1);
  await tell(server, ann, 2);
  const page = await openInbox(ann);
  const { inbox } = page;
  act(() => inbox.current.marks.markRead(foreign));
  await waitFor(() =>
    expect(inbox.current.marks.error).toEqual({ message: "No such notification.", requestId: "request-1" }),
  );
  await settled(page);
  expect(page.badges).toEqual([2]);
});

test("of two changes the one that was made last can be taken back, whichever is stored first", async () => {
  const ctx = await server.user();
  await tell(server, ctx, 2);
  const page = await openInbox(ctx);
  const { wire, inbox } = page;
  const [first, last] = inbox.current.list.items.map(({ id }) => id);
  const release = wire.hold("notifications.archive");
  act(() => inbox.current.marks.archive(first ?? ""));
  act(() => inbox.current.marks.markRead(last ?? ""));
  await waitFor(() => expect(lastChange(page.client)?.kind).toBe("markRead"));
  release();
  await settled(page);
  expect(lastChange(page.client)?.kind).toBe("markRead");
});

test("a mark that finds nothing to do offers no undo: it would take back what somebody else has done", async () => {
  const ctx = await server.user();
  const other = await tell(server, ctx, 1);
  const id = await tell(server, ctx, 1);
  const page = await openInbox(ctx);
  await markRead(ctx, { id });
  await archive(ctx, { id: other });
  act(() => page.inbox.current.marks.markRead(id));
  await waitFor(() => expect(page.inbox.current.badge.count).toBe(0));
  await settled(page);
  expect(lastChange(page.client)).toBeUndefined();
});

test("a mark of a group whose newest is read already can be taken back for the rest", async () => {
  const ctx = await server.user();
  const { id: jobId } = await createJob(ctx, {});
  for (const [i, step] of [25, 50].entries()) {
    await reportEvent(ctx, { jobId, eventId: `s${i}`, type: "started" });
    await reportEvent(ctx, { jobId, eventId: `${i}`, type: "progress", step, totalSteps: 100 });
  }
  const page = await openInbox(ctx);
  const [newest] = page.inbox.current.list.items.filter(({ type }) => type === "job_milestone");
  if (!newest) throw new Error("No milestone.");
  await markRead(ctx, { id: newest.id });
  act(() => page.inbox.current.marks.markRead(newest.id, newest.version));
  await waitFor(() => expect(lastChange(page.client)).toMatchObject({ kind: "markRead", count: 1 }));
  await settled(page);
});
