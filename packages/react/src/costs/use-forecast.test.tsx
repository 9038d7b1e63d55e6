import { cancelJob, createJob, recordCost } from "@pipeline/api/services";
import { createTestApi } from "@pipeline/api/testing";
import { add } from "@pipeline/core/money";
import { act, waitFor } from "@testing-library/react";
import { getQueryKey } from "@trpc/react-query";
import { expect, test } from "vitest";
import { api } from "../client";
import { useForecast, useWaste } from "../hooks";
import { openPage } from "../testing";

const server = await createTestApi("2026-03-30T12:00:00.000Z");

test("a forecast comes in named parts that sum to it, and follows what is spent", async () => {
  const ctx = await server.user();
  await recordCost(ctx, {
    costType: "compute",
    amount: "10",
    recordedAt: "2026-03-29T10:00:00.000Z",
    idempotencyKey: "a",
  });
  const page = openPage(ctx);
  const hook = page.hook(() => useForecast({ period: "month" }));
  expect(hook.current).toMatchObject({ status: "loading", forecast: undefined });
  await waitFor(() => expect(hook.current.forecast).toMatchObject({ spent: "10", committed: "0", trend: "15" }));
  const { forecast } = hook.current;
  expect(add("0", ...(forecast?.days ?? []).map(({ amount }) => amount))).toBe("15");
  await recordCost(ctx, { costType: "compute", amount: "5", idempotencyKey: "b" });
  await act(() => page.client.invalidateQueries({ queryKey: getQueryKey(api.costs) }));
  await waitFor(() => expect(hook.current.forecast?.total).toBe("30"));
});

test("waste is told with its share and its jobs", async () => {
  const ctx = await server.user();
  const job = await createJob(ctx, { name: "in vain" });
  await cancelJob(ctx, { id: job.id });
  await recordCost(ctx, { costType: "x", amount: "1", jobId: job.id, idempotencyKey: "a" });
  await recordCost(ctx, { costType: "x", amount: "3", idempotencyKey: "b" });
  const hook = openPage(ctx).hook(() => useWaste({ period: "today" }));
  await waitFor(() => expect(hook.current.waste).toMatchObject({ amount: "1", share: 0.25 }));
  expect(hook.current.waste?.jobs).toEqual([{ id: job.id, name: "in vain", outcome: "canceled", amount: "1" }]);
});
