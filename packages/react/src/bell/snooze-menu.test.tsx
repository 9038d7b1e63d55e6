import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { makeRow, openFakeBell } from "./testing";

const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document, { key });
const row = () => screen.getByRole("link", { name: /Training Started/ });

async function open(fields: Parameters<typeof makeRow>[0] = {}) {
  const bell = openFakeBell();
  bell.show({ items: [makeRow(fields)] });
  fireEvent.click(screen.getByRole("button", { name: /^Notifications/ }));
  await waitFor(() => screen.getByRole("dialog"));
  return bell;
}

test("s opens the choices, arrows walk them round, enter's click snoozes", async () => {
  const bell = await open();
  press("j");
  press("s");
  const choices = screen.getAllByRole("menuitem");
  expect(choices[0]?.textContent).toMatch(/^In an hour(tomorrow, )?\d\d:\d\d$/);
  expect(document.activeElement).toBe(choices[0]);
  press("ArrowUp");
  expect(document.activeElement).toBe(choices.at(-1));
  press("j");
  press("ArrowDown");
  expect(document.activeElement).toBe(choices[1]);
  fireEvent.click(choices[0] ?? document.body);
  expect(screen.queryByRole("menu")).toBeNull();
  const [id, until] = bell.snooze.mock.calls[0] ?? [];
  expect(id).toBe("row");
  expect(Math.abs(Date.parse(until ?? "") - Date.now() - 3_600_000)).toBeLessThan(120_000);
});

test("escape closes the choices, not the panel, and the row has the focus", async () => {
  await open();
  press("j");
  press("s");
  press("Escape");
  expect(screen.queryByRole("menu")).toBeNull();
  expect(document.activeElement).toBe(row());
});

test("the choices close when the focus goes elsewhere", async () => {
  await open();
  fireEvent.click(screen.getByRole("button", { name: /^Snooze/ }));
  expect(screen.getByRole("button", { name: /^Snooze/ }).getAttribute("aria-expanded")).toBe("true");
  act(() => screen.getByRole("tab", { name: /All/ }).focus());
  expect(screen.queryByRole("menu")).toBeNull();
});

test("what is snoozed says until when, and can be woken", async () => {
  const bell = await open({ snoozedUntil: "2099-03-16T09:00:00.000Z" });
  expect(row().textContent).toContain("Until Mon, Mar 16, 09:00");
  fireEvent.click(screen.getByRole("button", { name: /^Snooze/ }));
  fireEvent.click(screen.getByRole("menuitem", { name: "Wake now" }));
  expect(bell.snooze).toHaveBeenCalledWith("row", null, undefined);
});

test("what is archived cannot be snoozed", async () => {
  await open({ archivedAt: "2026-03-10T11:00:00.000Z" });
  fireEvent.click(screen.getByRole("tab", { name: "Archived" }));
  press("j");
  press("s");
  expect(screen.queryByRole("menu")).toBeNull();
  expect(screen.queryByRole("button", { name: /^Snooze/ })).toBeNull();
});
