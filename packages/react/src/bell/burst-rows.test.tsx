import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { makeRow, openFakeBell } from "./testing";

const started = (id: string, name: string) =>
  makeRow({ id, groupKey: "started", message: `${name} runs.`, metadata: { job_name: name } });
const BURST = [started("a", "llama"), started("b", "mistral"), started("c", "phi")];
const panel = () => screen.getByRole("dialog");
const burst = () => within(panel()).getByRole("button", { name: /notifications/ });
const links = () => within(panel()).queryAllByRole("link");
const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document, { key });

async function open(items = BURST, hasMore = false) {
  const bell = openFakeBell();
  bell.show({ items, hasMore });
  fireEvent.click(screen.getByRole("button", { name: /^Notifications/ }));
  await waitFor(panel);
  return bell;
}

test("a burst is one row with its number, the newest's words and the others' names", async () => {
  await open();
  expect(links()).toHaveLength(0);
  expect(burst().textContent).toContain("3 notifications");
  expect(burst().textContent).toContain("llama runs. Also mistral, phi.");
});

test("its number is a least one where more may follow", async () => {
  await open(BURST, true);
  expect(burst().textContent).toContain("3+ notifications");
});

test("a click opens it to its rows, and closes it again", async () => {
  await open();
  fireEvent.click(burst());
  expect(burst().getAttribute("aria-expanded")).toBe("true");
  expect(links()).toHaveLength(3);
  fireEvent.click(burst());
  expect(links()).toHaveLength(0);
});

test("right opens it, left closes it from within and has the focus on it", async () => {
  await open();
  press("j");
  expect(document.activeElement).toBe(burst());
  press("ArrowRight");
  press("j");
  press("j");
  expect(document.activeElement).toBe(links()[1]);
  press("ArrowLeft");
  expect(document.activeElement).toBe(burst());
  expect(links()).toHaveLength(0);
});

test("what is done to it is done to all of it, as far as it is shown", async () => {
  const bell = await open();
  press("j");
  press("e");
  expect(bell.archive.mock.calls).toEqual([["a", 9]]);
  press("u");
  expect(bell.markRead.mock.calls).toEqual([["a", 9]]);
});

test("what is done to one of its rows is done to that one", async () => {
  const bell = await open();
  press("j");
  press("ArrowRight");
  press("j");
  press("j");
  press("e");
  expect(bell.archive.mock.calls).toEqual([["b", undefined]]);
});

test("the focus stays in the list when a burst of two comes down to one", async () => {
  const bell = await open(BURST.slice(0, 2));
  press("j");
  press("ArrowRight");
  press("j");
  bell.show({ items: BURST.slice(1, 2) });
  expect(document.activeElement).toBe(links()[0]);
  bell.show({ items: [] });
  expect(document.activeElement).toBe(panel());
});

test("urgent is said in words and by a sign", async () => {
  await open([makeRow({ priority: "high", title: "Training Failed" })]);
  expect(links()[0]?.textContent).toContain("Unread: !Urgent: Training Failed");
});
