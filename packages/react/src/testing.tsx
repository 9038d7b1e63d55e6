import { appRouter, type AppRouter, type RequestCtx } from "@pipeline/api";
import type { Ctx } from "@pipeline/api/ctx";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, configure, render, renderHook } from "@testing-library/react";
import { TRPCClientError, type TRPCLink, unstable_localLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import type { ReactNode } from "react";
import { onTestFinished } from "vitest";
import { api } from "./client";
import { makeQueryClient } from "./query-client";

// A busy machine takes its time; what is waited for is not about speed.
configure({ asyncUtilTimeout: 5_000 });

/** What lies between the hooks and the server in a test: a wire that can be watched, held and cut. */
type Wire = {
  /** The procedures asked for, in order. */
  readonly calls: string[];
  /** Keeps the answers of a procedure back until the returned function is called. */
  hold: (path: string) => () => void;
  /** Loses the requests of a procedure until the returned function is called. */
  cut: (path: string) => () => void;
};

export type Page = {
  readonly wire: Wire;
  readonly client: QueryClient;
  hook: <T>(use: () => T) => { current: T };
  show: (children: ReactNode) => HTMLElement;
  /** What `hook` and `show` put around: for a render of one's own. */
  wrapper: (props: { children: ReactNode }) => ReactNode;
};

/** A door that nobody goes through. */
export const NO_DOOR: RequestCtx["door"] = {
  profile: async () => ({ email: "ann@example.test", name: "Ann" }),
  rename: async () => {},
  listKeys: async () => [],
  createKey: () => Promise.reject(new Error("No keys here.")),
  revokeKey: async () => false,
};

/** A page of a signed-in person: real hooks, real router, real database, no HTTP. */
export function openPage(ctx: Ctx): Page {
  const client = makeQueryClient();
  // What is lost is lost at once: how often a request is tried again is query-client's own test.
  client.setDefaultOptions({ ...client.getDefaultOptions(), queries: { retry: false } });
  const wire = makeWire();
  const createContext = async (): Promise<RequestCtx> => ({ ...ctx, door: NO_DOOR, requestId: "request-1" });
  const trpc = api.createClient({ links: [wire.link, unstable_localLink({ router: appRouter, createContext })] });
  const wrapper = ({ children }: { children: ReactNode }) => (
    <api.Provider client={trpc} queryClient={client}>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </api.Provider>
  );
  onTestFinished(() => {
    cleanup();
    client.clear();
  });
  return {
    wire,
    client,
    hook: (use) => renderHook(use, { wrapper }).result,
    show: (children) => render(children, { wrapper }).container,
    wrapper,
  };
}

function makeWire(): Wire & { link: TRPCLink<AppRouter> } {
  const calls: string[] = [];
  const held = new Map<string, (() => void)[]>();
  const lost = new Set<string>();
  const link: TRPCLink<AppRouter> =
    () =>
    ({ op, next }) =>
      observable((observer) => {
        calls.push(op.path);
        if (lost.has(op.path)) return observer.error(TRPCClientError.from(new Error("fetch failed")));
        const answer = next(op).subscribe({
          next: (value) => later(held.get(op.path), () => observer.next(value)),
          error: (error) => later(held.get(op.path), () => observer.error(error)),
          complete: () => later(held.get(op.path), () => observer.complete()),
        });
        return () => answer.unsubscribe();
      });
  return {
    calls,
    link,
    hold(path) {
      const waiting: (() => void)[] = [];
      held.set(path, waiting);
      return () => {
        if (held.get(path) === waiting) held.delete(path);
        for (const answer of waiting) answer();
      };
    },
    cut(path) {
      lost.add(path);
      return () => void lost.delete(path);
    },
  };
}

function later(waiting: (() => void)[] | undefined, answer: () => void): void {
  if (waiting) waiting.push(answer);
  else answer();
}
