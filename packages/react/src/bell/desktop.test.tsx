import { act } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DESKTOP_KEY } from "./desktop";
import { makeRow, openFakeBell } from "./testing";

class FakeNotification extends EventTarget {
  static permission = "granted";
  static shown: FakeNotification[] = [];
  close = vi.fn<() => void>();
  constructor(
    readonly title: string,
    readonly options: NotificationOptions,
  ) {
    super();
    FakeNotification.shown.push(this);
  }
}
const titles = () => FakeNotification.shown.map(({ title }) => title);
const row = (id: string, fields = {}) => makeRow({ id, title: `Row ${id}`, ...fields });

beforeEach(() => {
  FakeNotification.shown = [];
  FakeNotification.permission = "granted";
  vi.stubGlobal("Notification", FakeNotification);
  localStorage.setItem(DESKTOP_KEY, "on");
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

test("shows what the preferences want there, tagged by its id", () => {
  const bell = openFakeBell({ wantsDesktop: ({ type }) => type === "job_failed" });
  bell.arrive(row("a"), row("b", { type: "job_failed" }));
  expect(titles()).toEqual(["Row b"]);
  expect(FakeNotification.shown[0]?.options).toEqual({ body: "It runs.", tag: "b" });
});

test.each([
  ["nobody switched it on", () => localStorage.clear()],
  ["the browser was not allowed to", () => void (FakeNotification.permission = "default")],
])("shows nothing where %s", (_, prepare) => {
  prepare();
  openFakeBell({ wantsDesktop: () => true }).arrive(row("a"));
  expect(titles()).toEqual([]);
});

test("shows nothing to a host that does not say what is wanted", () => {
  openFakeBell().arrive(row("a", { priority: "high" }));
  expect(titles()).toEqual([]);
});

test("in quiet hours only what is urgent passes", () => {
  openFakeBell({ wantsDesktop: () => true, isQuiet: () => true }).arrive(row("a"), row("b", { priority: "high" }));
  expect(titles()).toEqual(["Row b"]);
});

test("a burst is one", () => {
  const bell = openFakeBell({ wantsDesktop: () => true });
  bell.arrive(row("a", { groupKey: "g" }), row("b", { groupKey: "g" }), row("c"));
  expect(titles()).toEqual(["Row a (2)", "Row c"]);
});

test("a click comes back to the page, reads it and goes where it leads", () => {
  const onNavigate = vi.fn<(href: string) => void>();
  const focus = vi.spyOn(window, "focus").mockImplementation(() => {});
  const bell = openFakeBell({ wantsDesktop: () => true, onNavigate });
  bell.arrive(row("a"));
  act(() => void FakeNotification.shown[0]?.dispatchEvent(new Event("click")));
  expect(focus).toHaveBeenCalledOnce();
  expect(bell.markRead).toHaveBeenCalledWith("a", undefined);
  expect(onNavigate).toHaveBeenCalledWith("/training/jobs/1");
});
