import { createTRPCUntypedClient, httpBatchLink } from "@trpc/client";
import { expect, test, vi } from "vitest";
import { api } from "../client";
import { makeQueryClient } from "../query-client";
import { makeWire } from "./wire";

test("a host's client that cannot subscribe has lost the stream, and is polled", () => {
  const transport = createTRPCUntypedClient({ links: [httpBatchLink({ url: "http://127.0.0.1:9" })] });
  const on = { open: vi.fn<() => void>(), hint: vi.fn<(version: number) => void>(), lost: vi.fn<() => void>() };
  const close = makeWire(api, makeQueryClient(), transport).listen?.(on);
  expect(on.lost).toHaveBeenCalledOnce();
  expect(on.open).not.toHaveBeenCalled();
  close?.();
});
