import { createTestApi } from "@pipeline/api/testing";
import { act, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { usePrices } from "../hooks";
import { openPage } from "../testing";

const server = await createTestApi();

test("the catalogue comes page after page, storage last", async () => {
  const page = openPage(await server.user());
  const prices = page.hook(() => usePrices({ limit: 8 }));
  await waitFor(() => expect(prices.current).toMatchObject({ status: "ready", hasMore: true }));
  act(() => prices.current.loadMore());
  await waitFor(() => expect(prices.current.items).toHaveLength(11));
  expect(prices.current.items.at(-1)).toMatchObject({ unit: "gb_month", gpuType: "" });
});
