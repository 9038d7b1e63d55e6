import { appRouter, type RequestCtx } from "@pipeline/api";
import { recordCost } from "@pipeline/api/services";
import { createTestApi } from "@pipeline/api/testing";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, renderHook, waitFor } from "@testing-library/react";
import { unstable_localLink } from "@trpc/client";
import { createTRPCReact } from "@trpc/react-query";
import { initTRPC } from "@trpc/server";
import type { ReactNode } from "react";
import { afterEach, expect, test } from "vitest";
import { createPipelineHooks } from "./hooks";
import { tell } from "./notifications/testing";
import { NO_DOOR } from "./testing";

const server = await createTestApi();
afterEach(cleanup);

// A host has its own words for errors, its own procedures, its own query client, and mounts us below a name.
const t = initTRPC.context<RequestCtx>().create({ errorFormatter: ({ shape }) => ({ ...shape, host: true }) });
const router = t.router({ hello: t.procedure.query(() => "hello"), pipeline: appRouter });
const host = createTRPCReact<typeof router>();
const { useCosts, useMarkRead, useNotifications, useUnreadCount } = createPipelineHooks(host.pipeline);

test("the hooks work over a host's own client, mounted below a name", async () => {
  const ctx = await server.user();
  const createContext = async (): Promise<RequestCtx> => ({ ...ctx, door: NO_DOOR, requestId: "request-1" });
  const client = new QueryClient();
  const trpc = host.createClient({ links: [unstable_localLink({ router, createContext })] });
  const wrapper = ({ children }: { children: ReactNode }) => (
    <host.Provider client={trpc} queryClient={client}>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </host.Provider>
  );
  await recordCost(ctx, { costType: "compute", amount: "3", idempotencyKey: "a" });
  const id = await tell(server, ctx, 2);
  const { result } = renderHook(
    () => ({ costs: useCosts(), list: useNotifications(), badge: useUnreadCount(), marks: useMarkRead() }),
    { wrapper },
  );
  await waitFor(() => expect(result.current.costs.summary?.total).toBe("3"));
  await waitFor(() => expect(result.current.badge.count).toBe(2));
  act(() => result.current.marks.markRead(id));
  await waitFor(() => expect(result.current.badge.count).toBe(1));
  await waitFor(() => expect(client.isMutating()).toBe(0));
  expect(result.current.list.items.map((item) => item.read)).toEqual([true, false]);
  client.clear();
});
