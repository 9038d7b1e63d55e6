import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { makeRow, openFakeBell } from "./testing";

const urgent = (id: string, title: string) => makeRow({ id, title, priority: "high", type: "job_failed" });
const said = () => screen.queryAllByRole("alert").map((alert) => alert.querySelector("strong")?.textContent);
const pass = (ms: number) => act(() => void vi.advanceTimersByTime(ms));
const press = (target: Element | Document, key: string) => fireEvent.keyDown(target, { key });

afterEach(() => {
  vi.useRealTimers();
});

/** A bell whose toasts are loaded; from here on the test moves the clock. */
async function open(props: Parameters<typeof openFakeBell>[0] = {}) {
  const bell = openFakeBell(props);
  bell.show({ change: { kind: "archive", count: 1, version: 1 } });
  await waitFor(() => screen.getByRole("button", { name: "Undo" }));
  bell.show({ change: undefined });
  vi.useFakeTimers();
  return bell;
}

test("what is urgent pops up, what is not does not", async () => {
  const bell = await open();
  bell.arrive(makeRow(), urgent("a", "Training Failed"), { ...urgent("b", "Read elsewhere"), read: true });
  expect(said()).toEqual(["Training Failed"]);
});

test("at most three, the latest; a burst is one", async () => {
  const bell = await open();
  bell.arrive(...["1", "2", "3", "4"].map((id) => urgent(id, `Failed ${id}`)));
  expect(said()).toEqual(["Failed 3", "Failed 2", "Failed 1"]);
  const group = { groupKey: "failures" };
  bell.arrive({ ...urgent("5", "Failed"), ...group }, { ...urgent("6", "Failed"), ...group });
  expect(said()).toEqual(["Failed 2", "Failed 1", "Failed"]);
  expect(screen.getAllByRole("alert").at(-1)?.textContent).toContain("Failed2");
});

test("it goes after ten seconds, but not from under the focus", async () => {
  const bell = await open();
  bell.arrive(urgent("a", "One"), urgent("b", "Two"));
  screen.getAllByRole("button", { name: "Close" })[0]?.focus();
  pass(9999);
  expect(said()).toEqual(["Two", "One"]);
  pass(1);
  expect(said()).toEqual(["Two"]);
  pass(60_000);
  expect(said()).toEqual(["Two"]);
  screen.getByRole("button", { name: "Close" }).blur();
  pass(2000);
  expect(said()).toEqual([]);
});

test("it stays while nobody can see the page", async () => {
  const bell = await open();
  const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  bell.arrive(urgent("a", "One"));
  pass(60_000);
  expect(said()).toEqual(["One"]);
  hidden.mockRestore();
  pass(2000);
  expect(said()).toEqual([]);
});

test("it goes when it is read elsewhere, closed, or opened", async () => {
  const onNavigate = vi.fn<(href: string) => void>();
  const bell = await open({ onNavigate });
  const rows = ["a", "b", "c"].map((id) => urgent(id, id));
  bell.show({ items: rows });
  bell.arrive(...rows);
  bell.show({ items: rows.slice(1) });
  expect(said()).toEqual(["c", "b"]);
  press(screen.getAllByRole("button", { name: "Open" })[0] ?? document, "Escape");
  expect(said()).toEqual(["b"]);
  fireEvent.click(screen.getByRole("button", { name: "Open" }));
  expect(said()).toEqual([]);
  expect(bell.markRead).toHaveBeenCalledWith("b", undefined);
  expect(onNavigate).toHaveBeenCalledWith("/training/jobs/1");
});

test("with the focus on it, it leaves the focus to the bell", async () => {
  const bell = await open();
  bell.arrive(urgent("a", "One"));
  screen.getByRole("button", { name: "Close" }).focus();
  press(document.activeElement ?? document, "Escape");
  expect(document.activeElement).toBe(screen.getByRole("button", { name: /^Notifications/ }));
});

test("what was done can be taken back for eight seconds, by button or by z", async () => {
  const bell = await open();
  bell.show({ change: { kind: "markAllRead", count: 12, version: 2 } });
  expect(screen.getByText("Marked 12 as read")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Undo" }));
  press(document.body, "z");
  expect(bell.undo).toHaveBeenCalledTimes(2);
  pass(7999);
  expect(bell.dismiss).not.toHaveBeenCalled();
  pass(1);
  expect(bell.dismiss).toHaveBeenCalledOnce();
});

test("the next change has eight seconds of its own", async () => {
  const bell = await open();
  bell.show({ change: { kind: "archive", count: 1, version: 2 } });
  pass(5000);
  bell.show({ change: { kind: "archive", count: 1, version: 3 } });
  pass(5000);
  expect(bell.dismiss).not.toHaveBeenCalled();
});

test("z is a letter where somebody types", async () => {
  const bell = await open();
  bell.show({ change: { kind: "archive", count: 1, version: 2 } }, <input aria-label="Name" />);
  press(screen.getByLabelText("Name"), "z");
  fireEvent.keyDown(document.body, { key: "z", ctrlKey: true });
  expect(bell.undo).not.toHaveBeenCalled();
});

test("a change that changed nothing says nothing", async () => {
  const bell = await open();
  bell.show({ change: { kind: "markAllRead", count: 0, version: 2 } });
  expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
});

const refusal = { message: "The server could not be reached.", requestId: undefined };

test("what could not be taken back is said instead, stays, and can be tried again or put away", async () => {
  const bell = await open();
  bell.show({ change: { kind: "archive", count: 1, version: 2 }, notUndone: refusal });
  pass(60_000);
  expect(screen.getByRole("alert").textContent).toBe("Not undoneThe server could not be reached.");
  expect([screen.queryByRole("button", { name: "Undo" }), bell.dismiss.mock.calls.length]).toEqual([null, 0]);
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(bell.undoAgain).toHaveBeenCalledOnce();
  fireEvent.click(screen.getByRole("button", { name: "Close" }));
  expect(bell.dismiss).toHaveBeenCalledOnce();
});

test("what could not be saved is named as what it was, whatever was tried after it", async () => {
  const bell = await open();
  bell.show({ error: refusal, failed: "archive" });
  expect(screen.getByRole("alert").querySelector("strong")?.textContent).toBe("Not archived");
});

test("what could not be saved is said, stays, and can be tried again", async () => {
  const bell = await open();
  bell.show({ error: refusal });
  pass(60_000);
  expect(screen.getByRole("alert").textContent).toBe("Not marked as readThe server could not be reached.");
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(bell.retry).toHaveBeenCalledOnce();
  fireEvent.click(screen.getByRole("button", { name: "Close" }));
  expect(screen.queryByRole("alert")).toBeNull();
});

test("an inbox that cannot be kept up to date says so above its list, and asks again", async () => {
  const bell = await open();
  fireEvent.click(screen.getByRole("button", { name: /^Notifications/ }));
  expect(screen.queryByText(/Not up to date/)).toBeNull();
  bell.show({ trouble: { message: "The server could not be reached.", requestId: undefined } });
  expect(screen.getByText(/Not up to date/).textContent).toContain("The server could not be reached.");
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(bell.askAgain).toHaveBeenCalledOnce();
});
