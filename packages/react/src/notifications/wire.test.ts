import { createTRPCUntypedClient, httpBatchLink } from "@trpc/client";
import { expect, test, vi } from "vitest";
import { makeQueryClient } from "../query-client";
import { makeWire } from "./wire";

test("a host's client that cannot subscribe has lost the stream, and is polled", () => {
  const transport = createTRPCUntypedClient({ links: [httpBatchLink({ url: "http://127.0.0.1:9" })] });
  const on = { open: vi.fn<() => void>(), hint: vi.fn<(version: number) => void>(), lost: vi.fn<() => void>() };
  const host = { client: makeQueryClient(), transport, pathOf: (name: string) => `notifications.${name}` };
  const close = makeWire(host).listen?.(on);
  expect(on.lost).toHaveBeenCalledOnce();
  expect(on.open).not.toHaveBeenCalled();
  close?.();
});
