import { dehydrate } from "@tanstack/react-query";
import { expect, test, vi } from "vitest";
import { httpStatusOf, makeQueryClient } from "./query-client";

/** How often a request that fails like this is made. */
async function tries(failure: object, onSignedOut?: () => void): Promise<number> {
  const client = makeQueryClient(onSignedOut);
  const queryFn = vi.fn<() => Promise<never>>(() => Promise.reject(Object.assign(new Error("no"), failure)));
  const asked = client.fetchQuery({
    queryKey: ["x"],
    queryFn,
    retryDelay: 0,
    retry: client.getDefaultOptions().queries?.retry ?? false,
  });
  await asked.catch(() => {});
  return queryFn.mock.calls.length;
}

test("what never arrived, and a server that starts, are tried again twice", async () => {
  expect(await tries({})).toBe(3);
  expect(await tries({ data: { httpStatus: 503 } })).toBe(3);
});

test("a refusal is not tried again", async () => {
  for (const httpStatus of [400, 403, 404, 429, 500]) expect(await tries({ data: { httpStatus } })).toBe(1);
});

test("an ended session is told", async () => {
  const onSignedOut = vi.fn<() => void>();
  await tries({ data: { httpStatus: 401 } }, onSignedOut);
  await tries({ data: { httpStatus: 404 } }, onSignedOut);
  expect(onSignedOut).toHaveBeenCalledOnce();
});

test("an answer that is no answer has no status", () => {
  expect(httpStatusOf({ message: "fetch failed" })).toBeUndefined();
  expect(httpStatusOf({ message: "x", data: { httpStatus: "500" } })).toBeUndefined();
});

test("a server hands over what is there and not what is on its way: the HTML is written without it", async () => {
  const client = makeQueryClient();
  await client.prefetchQuery({ queryKey: ["there"], queryFn: async () => 1 });
  void client.prefetchQuery({ queryKey: ["coming"], queryFn: () => new Promise<never>(() => {}) });
  expect(dehydrate(client).queries.map(({ queryKey }) => queryKey)).toEqual([["there"]]);
});
