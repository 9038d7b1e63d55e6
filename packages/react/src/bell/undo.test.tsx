import { createJob, listNotifications, notify } from "@pipeline/api/services";
import { createTestApi } from "@pipeline/api/testing";
import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { NotificationBell } from "../hooks";
import { tell } from "../notifications/testing";
import { openPage } from "../testing";

const server = await createTestApi();
beforeEach(() => void vi.stubGlobal("matchMedia", () => ({ matches: false })));
const bell = () => screen.getByRole("button", { name: /^Notifications/ });
const press = (key: string, options = {}) => fireEvent.keyDown(document.activeElement ?? document, { key, ...options });

test("all marked as read, taken back with z", async () => {
  const ctx = await server.user();
  await tell(server, ctx, 3);
  const page = openPage(ctx);
  page.show(<NotificationBell timeZone="UTC" onNavigate={() => {}} />);
  await waitFor(() => expect(bell().getAttribute("aria-label")).toBe("Notifications, 3 unread"));
  fireEvent.click(bell());
  await waitFor(() => expect(screen.queryAllByRole("link")).toHaveLength(3));
  press("A", { shiftKey: true });
  await waitFor(() => expect(screen.getByText("Marked 3 as read")).toBeTruthy());
  press("z");
  await waitFor(() => expect(bell().getAttribute("aria-label")).toBe("Notifications, 3 unread"));
  await waitFor(() => expect(screen.queryByText("Marked 3 as read")).toBeNull());
  press("j");
  press("s");
  fireEvent.click(screen.getAllByRole("menuitem")[0] ?? document.body);
  await waitFor(() => expect(screen.getByText(/^Snoozed until (tomorrow, )?\d\d:\d\d$/)).toBeTruthy());
  expect(screen.queryAllByRole("link")).toHaveLength(2);
  expect((await listNotifications(ctx, { filter: "snoozed", limit: 20 })).items).toHaveLength(1);
});

test("what could not be taken back is said, and can be tried again until the next change", async () => {
  const ctx = await server.user();
  await tell(server, ctx, 2);
  const page = openPage(ctx);
  page.show(<NotificationBell timeZone="UTC" onNavigate={() => {}} />);
  await waitFor(() => expect(bell().getAttribute("aria-label")).toBe("Notifications, 2 unread"));
  fireEvent.click(bell());
  await waitFor(() => expect(screen.queryAllByRole("link")).toHaveLength(2));
  press("j");
  press("e");
  await waitFor(() => expect(screen.getByText("Undo")).toBeTruthy());
  const mend = page.wire.cut("notifications.undo");
  press("z");
  await waitFor(() => expect(screen.getByText("Not undone")).toBeTruthy());
  expect(screen.queryByText("Undo")).toBeNull();
  press("e");
  await waitFor(() => expect(screen.getByText("Undo")).toBeTruthy());
  expect(screen.queryByText("Not undone")).toBeNull();
  press("z");
  await waitFor(() => expect(screen.getByText("Not undone")).toBeTruthy());
  mend();
  fireEvent.click(screen.getByText("Try again"));
  await waitFor(() => expect(bell().getAttribute("aria-label")).toBe("Notifications, 1 unread"));
  await waitFor(() => expect(screen.queryByText("Not undone")).toBeNull());
  expect(screen.queryByText("Undo")).toBeNull();
});

test("a burst of jobs is archived and taken back in one", async () => {
  const ctx = await server.user();
  for (let i = 0; i < 4; i++) {
    const { id } = await createJob(ctx, { name: `job ${i}`, gpuType: "H100", unitPrice: "2" });
    await notify(ctx, {
      type: "job_started",
      payload: { job_id: id, job_name: `job ${i}`, gpu_type: "H100", gpu_count: 1, per_hour: "2" },
      dedupeKey: id,
    });
  }
  const page = openPage(ctx);
  page.show(<NotificationBell timeZone="UTC" onNavigate={() => {}} />);
  await waitFor(() => expect(bell().getAttribute("aria-label")).toBe("Notifications, 8 unread"));
  fireEvent.click(bell());
  await waitFor(() => within(screen.getByRole("dialog")).getAllByRole("button", { name: /4 notifications/ }));
  press("j");
  press("e");
  await waitFor(() => expect(screen.getByText("Archived 4")).toBeTruthy());
  expect(bell().getAttribute("aria-label")).toBe("Notifications, 4 unread");
  fireEvent.click(screen.getByRole("button", { name: "Undo" }));
  await waitFor(() => expect(bell().getAttribute("aria-label")).toBe("Notifications, 8 unread"));
  // News while the page is open.
  await notify(ctx, { type: "cost_anomaly", payload: { date: "2026-03-10", amount: "9", usual: "1" }, dedupeKey: "f" });
  await act(async () => window.dispatchEvent(new Event("focus")));
  await waitFor(() => expect(screen.getByRole("alert").textContent).toContain("Unusual Cost"), { timeout: 8000 });
});

test("who is faster than the server takes back the change that is still on its way, and no earlier one", async () => {
  const ctx = await server.user();
  for (const key of ["a", "b"]) {
    await notify(ctx, {
      type: "cost_anomaly",
      payload: { date: "2026-03-10", amount: "9", usual: "1" },
      dedupeKey: key,
    });
  }
  const page = openPage(ctx);
  page.show(<NotificationBell timeZone="UTC" onNavigate={() => {}} />);
  await waitFor(() => expect(bell().getAttribute("aria-label")).toBe("Notifications, 2 unread"));
  fireEvent.click(bell());
  await waitFor(() => expect(screen.queryAllByRole("link")).toHaveLength(2));
  // Where nothing was done there is nothing to undo.
  press("z");
  press("j");
  press("e");
  await waitFor(() => expect(screen.getByText("Undo")).toBeTruthy());
  const release = page.wire.hold("notifications.archive");
  press("e");
  await waitFor(() => expect(screen.queryAllByRole("link")).toHaveLength(0));
  press("z");
  release();
  await waitFor(() => expect(bell().getAttribute("aria-label")).toBe("Notifications, 1 unread"));
  await waitFor(() => expect(screen.queryAllByRole("link")).toHaveLength(1));
  expect((await listNotifications(ctx, { filter: "archived", limit: 20 })).items).toHaveLength(1);
});
