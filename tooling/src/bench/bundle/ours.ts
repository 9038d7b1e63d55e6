import path from "node:path";
import { projectRoot } from "@pipeline/db";
import { type BundleSize, measure } from "./measure";

const BASE = `
export { createTRPCReact } from "@trpc/react-query";
export { httpBatchLink } from "@trpc/client";
export { QueryClient, QueryClientProvider, useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";`;
const HOOKS = `${BASE}
export { PipelineProvider, useMarkRead, useNotifications, useUnreadCount } from "@pipeline/react";`;
const BELL = `${HOOKS}
export { NotificationBell } from "@pipeline/react";
import "@pipeline/react/bell.css";`;

/** What is added to an application that has tRPC and TanStack Query already, at most; gzipped bytes. */
export const BUDGETS = { hooks: 3_000, lazy: 2_800, bell: 8_000 } as const;

export type Ours = {
  /** What an application with tRPC has already. */
  readonly base: BundleSize;
  /** The same with the provider and the hooks of the inbox. */
  readonly hooks: BundleSize;
  /** The same with the bell, its panel and its stylesheet. */
  readonly bell: BundleSize;
  /** What each step adds, in gzipped bytes; `lazy` is loaded after the first paint. */
  readonly added: { readonly hooks: number; readonly lazy: number; readonly bell: number };
};

/** Measures our hooks and our bell as they are in this working copy. */
export async function measureOurs(): Promise<Ours> {
  const from = path.join(projectRoot(), "packages/react");
  const [base, hooks, bell] = await Promise.all([
    measure({ source: BASE, from }),
    measure({ source: HOOKS, from }),
    measure({ source: BELL, from }),
  ]);
  return {
    base,
    hooks,
    bell,
    added: {
      hooks: hooks.initial.gzipped - base.initial.gzipped,
      lazy: hooks.lazy.gzipped - base.lazy.gzipped,
      bell: bell.initial.gzipped - hooks.initial.gzipped + bell.css.gzipped,
    },
  };
}
