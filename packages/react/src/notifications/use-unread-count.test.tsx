import { keepFile, markAllRead, recordCost, updateAccount, type Ctx } from "@pipeline/api/services";
import { createTestApi } from "@pipeline/api/testing";
import { act, waitFor } from "@testing-library/react";
import { getQueryKey } from "@trpc/react-query";
import { describe, expect, test, vi } from "vitest";
import { api } from "../client";
import { useCosts, useMarkRead, useNotifications, useUnreadCount } from "../hooks";
import { NO_DOOR, openPage } from "../testing";
import { openInbox, tell } from "./testing";

const server = await createTestApi();

test("the badge is exact, also above what a page of the list holds", async () => {
  const ctx = await server.user();
  await tell(server, ctx, 23);
  const badge = openPage(ctx).hook(() => useUnreadCount());
  expect(badge.current).toMatchObject({ status: "loading", count: undefined });
  await waitFor(() => expect(badge.current).toMatchObject({ status: "ready", count: 23 }));
});

test("the badge and the list agree whichever of them heard the news", async () => {
  const ctx = await server.user();
  await tell(server, ctx, 2);
  const { inbox } = await openInbox(ctx);
  await tell(server, ctx, 1);
  await act(async () => inbox.current.badge.retry());
  await waitFor(() => expect(inbox.current.list.items).toHaveLength(3));
  await tell(server, ctx, 1);
  await act(async () => inbox.current.list.retry());
  await waitFor(() => expect(inbox.current.badge.count).toBe(4));
});

test("an answer that was overtaken on its way is dropped", async () => {
  const ctx = await server.user();
  await tell(server, ctx, 3);
  const page = await openInbox(ctx);
  const { inbox, wire } = page;
  const before = inbox.current.badge.version ?? 0;
  await tell(server, ctx, 1);
  const release = wire.hold("notifications.poll");
  act(() => inbox.current.badge.retry());
  await waitFor(() => expect(wire.calls).toContain("notifications.poll"));
  await markAllRead(ctx, { upTo: before + 1 });
  await act(async () => inbox.current.list.retry());
  await waitFor(() => expect(inbox.current.badge.count).toBe(0));
  release();
  await waitFor(() => expect(inbox.current.badge.count).toBe(0));
  expect(page.badges).toEqual([3, 0]);
});

test("what was read elsewhere leaves the badge at the next look", async () => {
  const ctx = await server.user();
  await tell(server, ctx, 3);
  const { inbox } = await openInbox(ctx);
  await markAllRead(ctx, { upTo: inbox.current.badge.version ?? 0 });
  await act(async () => inbox.current.badge.retry());
  await waitFor(() => expect(inbox.current.badge.count).toBe(0));
  await waitFor(() => expect(inbox.current.list.items.every((item) => item.read)).toBe(true));
});

const queryKey = getQueryKey(api.costs.summary);
const spend = (ctx: Ctx, amount: string) => recordCost(ctx, { costType: "compute", amount, idempotencyKey: amount });

async function openCosts(ctx: Ctx) {
  await tell(server, ctx, 2);
  const page = openPage(ctx);
  const shown = page.hook(() => ({
    badge: useUnreadCount(),
    list: useNotifications(),
    costs: useCosts({ period: "week" }),
    marks: useMarkRead(),
  }));
  await waitFor(() => expect(shown.current.badge.count).toBe(2));
  await waitFor(() => expect(shown.current.list.items).toHaveLength(2));
  await waitFor(() => expect(shown.current.costs.summary?.total).toBe("0"));
  const asked = () => page.wire.calls.filter((path) => path === "costs.summary").length;
  const settled = () => waitFor(() => expect(shown.current.marks.pending).toBe(false));
  return { client: page.client, shown, asked, settled };
}

describe("what is on screen", () => {
  test("is asked again when the inbox has news", async () => {
    const ctx = await server.user();
    const { shown, asked } = await openCosts(ctx);
    await tell(server, ctx, 1);
    await act(async () => shown.current.badge.retry());
    await waitFor(() => expect(asked()).toBe(2));
  });

  test("is not asked again for each of many news in a row, and shows the last of them", async () => {
    const ctx = await server.user();
    const { shown, asked } = await openCosts(ctx);
    const begun = performance.now();
    for (const amount of ["1", "2", "3", "4", "5", "6", "7", "8"]) {
      await spend(ctx, amount);
      await act(async () => shown.current.badge.retry());
    }
    await waitFor(() => expect(shown.current.costs.summary?.total).toBe("36"));
    expect(asked()).toBeLessThanOrEqual(2 + Math.ceil((performance.now() - begun) / 2000));
  });

  test("is asked again when a cost was booked, of which no notification tells", async () => {
    const ctx = await server.user();
    const { shown } = await openCosts(ctx);
    await spend(ctx, "12.5");
    await act(async () => shown.current.badge.retry());
    await waitFor(() => expect(shown.current.costs.summary?.total).toBe("12.5"));
  });

  test("is asked again when a file was stored or the zone was changed elsewhere", async () => {
    const ctx = await server.user();
    const shown = openPage(ctx).hook(() => ({
      badge: useUnreadCount(),
      files: api.storage.list.useQuery({}, { staleTime: Infinity }),
      account: api.account.get.useQuery(undefined, { staleTime: Infinity }),
    }));
    await waitFor(() => expect(shown.current.badge.count).toBe(0));
    await waitFor(() => expect(shown.current.files.data?.items).toEqual([]));
    await waitFor(() => expect(shown.current.account.data?.timeZone).toBe("UTC"));
    await keepFile(ctx, { kind: "dataset", name: "corpus", sizeBytes: 1, idempotencyKey: "a" });
    await act(async () => shown.current.badge.retry());
    await waitFor(() => expect(shown.current.files.data?.items).toMatchObject([{ name: "corpus" }]));
    await updateAccount({ ...ctx, door: NO_DOOR }, { timeZone: "Europe/Berlin" });
    await act(async () => shown.current.badge.retry());
    await waitFor(() => expect(shown.current.account.data?.timeZone).toBe("Europe/Berlin"));
  });

  test("is not asked again for this page's own marks", async () => {
    const ctx = await server.user();
    const { shown, asked, settled } = await openCosts(ctx);
    const [row] = shown.current.list.items;
    act(() => shown.current.marks.markRead(row?.id ?? ""));
    await settled();
    act(() => shown.current.marks.markAllRead({ upTo: shown.current.list.version ?? 0 }));
    await settled();
    await waitFor(() => expect(shown.current.badge.count).toBe(0));
    await act(async () => shown.current.badge.retry());
    expect(asked()).toBe(1);
  });

  test("is asked again on a page that nobody looks at when it is shown", async () => {
    const ctx = await server.user();
    const { client, shown, asked } = await openCosts(ctx);
    const isOutdated = () =>
      client
        .getQueryCache()
        .findAll({ queryKey })
        .some(({ state }) => state.isInvalidated);
    const hidden = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
    await tell(server, ctx, 1);
    await act(async () => shown.current.badge.retry());
    await waitFor(() => expect(isOutdated()).toBe(true));
    expect(asked()).toBe(1);
    hidden.mockRestore();
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
    await waitFor(() => expect([asked(), isOutdated()]).toEqual([2, false]));
  });

  test.each(["a mark", "a mark that finds nothing to do"])(
    "is asked again for a cost that %s came after",
    async (what) => {
      const ctx = await server.user();
      const { shown, settled } = await openCosts(ctx);
      const [row] = shown.current.list.items;
      const mark = async () => {
        act(() => shown.current.marks.markRead(row?.id ?? ""));
        await settled();
      };
      if (what !== "a mark") await mark();
      await spend(ctx, "12.5");
      await mark();
      await waitFor(() => expect(shown.current.costs.summary?.total).toBe("12.5"), { timeout: 10_000 });
    },
  );
});

test("without an answer the badge says nothing, and comes when it is asked again", async () => {
  const ctx = await server.user();
  await tell(server, ctx, 1);
  const page = openPage(ctx);
  const mend = page.wire.cut("notifications.list");
  const badge = page.hook(() => useUnreadCount());
  await waitFor(() => expect(badge.current).toMatchObject({ status: "failed", count: undefined }));
  mend();
  await act(async () => badge.current.retry());
  await waitFor(() => expect(badge.current.count).toBe(1));
});
