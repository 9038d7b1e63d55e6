import { waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { makeRow, openFakeBell } from "./testing";

const items = (count: number) => Array.from({ length: count }, (_, id) => makeRow({ id: `${id}` }));

beforeEach(() => {
  document.title = "Costs";
});

test("the title has the number before it, and only while there is one", () => {
  const bell = openFakeBell({ countInTitle: true });
  expect(document.title).toBe("Costs");
  bell.show({ items: items(3) });
  expect(document.title).toBe("(3) Costs");
  bell.show({ items: items(120) });
  expect(document.title).toBe("(99+) Costs");
  bell.show({ items: [] });
  expect(document.title).toBe("Costs");
});

test("another title of the host keeps the number, and is what remains", async () => {
  const bell = openFakeBell({ countInTitle: true });
  bell.show({ items: items(3) });
  document.title = "Jobs";
  await waitFor(() => expect(document.title).toBe("(3) Jobs"));
  document.querySelector("title")?.remove();
  const other = document.createElement("title");
  other.textContent = "(2) Budgets";
  document.head.append(other);
  await waitFor(() => expect(document.title).toBe("(3) (2) Budgets"));
  bell.unmount();
  expect(document.title).toBe("(2) Budgets");
});

test("two bells on a page leave it at one number", async () => {
  const [one, two] = [openFakeBell({ countInTitle: true }), openFakeBell({ countInTitle: true })];
  one.show({ items: items(3) });
  two.show({ items: items(3) });
  document.title = "Jobs";
  await waitFor(() => expect(document.title).toBe("(3) Jobs"));
});

test("the title is the host's own unless it is asked for", () => {
  openFakeBell().show({ items: items(3) });
  expect(document.title).toBe("Costs");
});
