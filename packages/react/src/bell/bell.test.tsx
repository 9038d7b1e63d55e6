import { listNotifications, type Ctx } from "@pipeline/api/services";
import { createTestApi } from "@pipeline/api/testing";
import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { NotificationBell } from "../hooks";
import { tell } from "../notifications/testing";
import { openPage } from "../testing";

const server = await createTestApi();
const onNavigate = vi.fn<(href: string) => void>();

beforeEach(() => void vi.stubGlobal("matchMedia", () => ({ matches: false })));
afterEach(() => {
  vi.unstubAllGlobals();
  onNavigate.mockClear();
});

const bell = () => screen.getByRole("button", { name: /^Notifications/ });
const panel = () => screen.getByRole("dialog", { name: "Notifications" });
const rows = () => within(panel()).queryAllByRole("link", { name: /Unusual Cost/ });
const press = (key: string, options = {}) => fireEvent.keyDown(document.activeElement ?? document, { key, ...options });

async function open(ctx: Ctx) {
  const page = openPage(ctx);
  page.show(<NotificationBell timeZone="UTC" allHref="/notifications" onNavigate={onNavigate} />);
  await waitFor(() => expect(page.client.isFetching()).toBe(0));
  fireEvent.click(bell());
  await waitFor(() => expect(within(panel()).queryByText("Loading notifications")).toBeNull());
  return page;
}

describe("the badge", () => {
  test("has the exact count in its name and at most 99+ in its sign", async () => {
    const ctx = await server.user();
    await tell(server, ctx, 101);
    openPage(ctx).show(<NotificationBell />);
    await waitFor(() => expect(bell().getAttribute("aria-label")).toBe("Notifications, 101 unread"));
    expect(bell().textContent).toBe("99+");
  });

  test("is not there when nothing is unread, and news are said politely", async () => {
    const ctx = await server.user();
    const page = openPage(ctx);
    page.show(<NotificationBell />);
    await waitFor(() => expect(page.client.isFetching()).toBe(0));
    expect(bell().textContent).toBe("");
    expect(screen.getByRole("status").textContent).toBe("");
    await tell(server, ctx, 2);
    await act(async () => page.client.invalidateQueries());
    await waitFor(() => expect(screen.getByRole("status").textContent).toBe("2 unread notifications"));
  });
});

describe("by keyboard", () => {
  test("j and k walk the rows, arrows too, and escape gives the focus back", async () => {
    const ctx = await server.user();
    await tell(server, ctx, 3);
    await open(ctx);
    expect(document.activeElement).toBe(panel());
    press("j");
    expect(document.activeElement).toBe(rows()[0]);
    press("ArrowDown");
    press("j");
    press("j");
    expect(document.activeElement).toBe(rows()[2]);
    press("k");
    press("ArrowUp");
    expect(document.activeElement).toBe(rows()[0]);
    press("Escape");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(document.activeElement).toBe(bell());
  });

  test("e archives, and the next row has the focus", async () => {
    const ctx = await server.user();
    await tell(server, ctx, 3);
    const { client } = await open(ctx);
    press("j");
    press("e");
    await waitFor(() => expect(rows()).toHaveLength(2));
    expect(document.activeElement).toBe(rows()[0]);
    await waitFor(() => expect(client.isMutating()).toBe(0));
    expect((await listNotifications(ctx, { filter: "archived", limit: 20 })).items).toHaveLength(1);
  });

  test("u marks as read and back, shift+a marks all", async () => {
    const ctx = await server.user();
    await tell(server, ctx, 3);
    const { client } = await open(ctx);
    press("j");
    press("u");
    await waitFor(() => expect(bell().getAttribute("aria-label")).toBe("Notifications, 2 unread"));
    press("u");
    await waitFor(() => expect(bell().getAttribute("aria-label")).toBe("Notifications, 3 unread"));
    await waitFor(() => expect(client.isMutating()).toBe(0));
    press("A", { shiftKey: true });
    await waitFor(() => expect(bell().getAttribute("aria-label")).toBe("Notifications"));
    await waitFor(() => expect(client.isMutating()).toBe(0));
  });

  test("a key with a modifier stays the browser's", async () => {
    const ctx = await server.user();
    await tell(server, ctx, 1);
    await open(ctx);
    press("j");
    press("e", { metaKey: true });
    expect(rows()).toHaveLength(1);
  });
});

test("opening a row reads it, leaves for its subject and closes the panel", async () => {
  const ctx = await server.user();
  await tell(server, ctx, 1);
  const { client } = await open(ctx);
  const [row] = rows();
  fireEvent.click(row ?? panel());
  expect(onNavigate).toHaveBeenCalledWith("/costs?from=2026-03-10&to=2026-03-10");
  expect(screen.queryByRole("dialog")).toBeNull();
  await waitFor(() => expect(client.isMutating()).toBe(0));
  expect(bell().getAttribute("aria-label")).toBe("Notifications");
});

test("the unread tab holds what is unread, and empties as it is read", async () => {
  const ctx = await server.user();
  await tell(server, ctx, 2);
  const { client } = await open(ctx);
  fireEvent.click(screen.getByRole("tab", { name: /Unread/ }));
  await waitFor(() => expect(rows()).toHaveLength(2));
  fireEvent.click(screen.getByRole("button", { name: "Mark all read" }));
  await waitFor(() => expect(screen.getByText("All read")).toBeTruthy());
  await waitFor(() => expect(client.isMutating()).toBe(0));
  expect(screen.getByRole("button", { name: "Mark all read" }).hasAttribute("disabled")).toBe(true);
});

test("an inbox that does not load says so, and comes when it is asked again", async () => {
  const ctx = await server.user();
  await tell(server, ctx, 1);
  const page = openPage(ctx);
  const mend = page.wire.cut("notifications.list");
  page.show(<NotificationBell />);
  fireEvent.click(bell());
  await waitFor(() => expect(screen.getByText("Notifications could not be loaded")).toBeTruthy());
  mend();
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(rows()).toHaveLength(1));
});

test("it closes when the pointer or the focus goes elsewhere", async () => {
  await open(await server.user());
  expect(screen.getByText("Nothing has happened yet")).toBeTruthy();
  fireEvent.pointerDown(document.body);
  expect(screen.queryByRole("dialog")).toBeNull();
});
