import { createTestApi } from "@pipeline/api/testing";
import { getQueryKey } from "@trpc/react-query";
import { act, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { api } from "../client";
import { useBudgetActions, useBudgets, useUnreadCount } from "../hooks";
import { tell } from "../notifications/testing";
import { openPage } from "../testing";
import type { Budget } from "../types";

const server = await createTestApi();
const MONTHLY = { name: "Training", amount: "500", period: "month" } as const;

/** A page with the list and what changes it. */
async function openBudgets() {
  const page = openPage(await server.user());
  const shown = page.hook(() => ({ list: useBudgets(), actions: useBudgetActions() }));
  await waitFor(() => expect(shown.current.list.status).toBe("ready"));
  return { ...page, shown };
}

test("a budget that was made is in the list when its maker hears of it, and so is every change of it", async () => {
  const { shown, client } = await openBudgets();
  expect(shown.current.list.items).toEqual([]);
  const names: (string[] | undefined)[] = [];
  const key = getQueryKey(api.budgets.list, {}, "query");
  const note = () => names.push(client.getQueryData<{ items: Budget[] }>(key)?.items.map(({ name }) => name));
  act(() => shown.current.actions.create.send(MONTHLY, { onDone: note }));
  await waitFor(() => expect(names).toEqual([["Training"]]));
  await waitFor(() => expect(shown.current.list.items).toHaveLength(1));
  const [budget] = shown.current.list.items;
  expect(budget).toMatchObject({ amount: "500", period: "month", project: null, thresholds: [50, 80, 100] });
  const id = budget?.id ?? "";
  act(() => shown.current.actions.update.send({ id, name: "Tuning", amount: "600.5" }, { onDone: note }));
  await waitFor(() => expect(names).toEqual([["Training"], ["Tuning"]]));
  await waitFor(() => expect(shown.current.list.items[0]).toMatchObject({ id, amount: "600.5" }));
  act(() => shown.current.actions.remove.send({ id }, { onDone: note }));
  await waitFor(() => expect(names).toEqual([["Training"], ["Tuning"], []]));
});

test("a refusal names the fields, and is forgotten with the next try", async () => {
  const { shown } = await openBudgets();
  const refused: string[] = [];
  act(() =>
    shown.current.actions.create.send(
      { ...MONTHLY, amount: "-1", thresholds: [0] },
      { onRefused: (fields) => refused.push(...fields.map(({ field }) => field)) },
    ),
  );
  await waitFor(() => expect(refused).toEqual(["amount", "thresholds.0"]));
  expect(shown.current.actions.create).toMatchObject({ pending: false, error: { requestId: "request-1" } });
  expect(shown.current.list.items).toEqual([]);
  act(() => shown.current.actions.create.send(MONTHLY));
  await waitFor(() => expect(shown.current.list.items).toHaveLength(1));
  expect(shown.current.actions.create.error).toBeUndefined();
});

test("what was lost on the way says so and names no field", async () => {
  const { shown, wire } = await openBudgets();
  wire.cut("budgets.create");
  const refused: unknown[] = [];
  act(() => shown.current.actions.create.send(MONTHLY, { onRefused: (fields) => refused.push(fields) }));
  await waitFor(() => expect(refused).toEqual([[]]));
  expect(shown.current.actions.create.error?.message).toBe("The server could not be reached.");
});

test("a list that cannot be had fails, and comes with a retry", async () => {
  const page = openPage(await server.user());
  const mend = page.wire.cut("budgets.list");
  const budgets = page.hook(() => useBudgets());
  await waitFor(() => expect(budgets.current).toMatchObject({ status: "failed", items: [] }));
  mend();
  act(() => budgets.current.retry());
  await waitFor(() => expect(budgets.current).toMatchObject({ status: "ready", error: undefined }));
});

test("news in the inbox are news about budgets: they are asked again", async () => {
  const ctx = await server.user();
  const { hook, wire, client } = openPage(ctx);
  const shown = hook(() => ({ budgets: useBudgets(), badge: useUnreadCount() }));
  await waitFor(() => expect(shown.current.badge.status).toBe("ready"));
  await waitFor(() => expect(shown.current.budgets.status).toBe("ready"));
  const asked = () => wire.calls.filter((path) => path === "budgets.list").length;
  expect(asked()).toBe(1);
  await tell(server, ctx, 1);
  await act(() =>
    client.refetchQueries({ predicate: ({ queryKey }) => JSON.stringify(queryKey).includes("notifications") }),
  );
  await waitFor(() => expect(asked()).toBe(2));
});
