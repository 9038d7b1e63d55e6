import path from "node:path";
import { projectRoot } from "@pipeline/db";
import { type BundleSize, measure } from "./measure";

const BASE = `
export { createTRPCReact } from "@trpc/react-query";
export { httpBatchLink } from "@trpc/client";
export { QueryClient, QueryClientProvider, useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";`;
const HOOKS = `${BASE}
export { useMarkRead, useNotifications, useUnreadCount } from "@pipeline/react";`;
const PROVIDER = `${HOOKS}
export { PipelineProvider } from "@pipeline/react";`;
const BELL = `${HOOKS}
export { NotificationBell } from "@pipeline/react";
import "@pipeline/react/bell.css";`;

/**
 * What is added to an application that has tRPC and TanStack Query already, at most; gzipped bytes. What comes `later` is
 * loaded after the first paint: the engine that polls and listens, and the panel.
 */
export const BUDGETS = { hooks: 3_000, later: 5_200, bell: 8_000, panel: 5_000 } as const;

export type Ours = {
  /** What an application with tRPC has already. */
  readonly base: BundleSize;
  /** The same with the hooks of the inbox, over its own client. */
  readonly hooks: BundleSize;
  /** The hooks with our provider, which brings links, a query client and the stream of hints. */
  readonly provider: BundleSize;
  /** The same with the bell, its panel and its stylesheet. */
  readonly bell: BundleSize;
  /** What each step adds, in gzipped bytes. */
  readonly added: { readonly [step in keyof typeof BUDGETS]: number };
};

/** Measures our hooks and our bell as they are in this working copy. */
export async function measureOurs(): Promise<Ours> {
  const from = path.join(projectRoot(), "packages/react");
  const [base, hooks, provider, bell] = await Promise.all([
    measure({ source: BASE, from }),
    measure({ source: HOOKS, from }),
    measure({ source: PROVIDER, from }),
    measure({ source: BELL, from }),
  ]);
  return {
    base,
    hooks,
    provider,
    bell,
    added: {
      hooks: hooks.initial.gzipped - base.initial.gzipped,
      later: hooks.lazy.gzipped - base.lazy.gzipped,
      bell: bell.initial.gzipped - hooks.initial.gzipped + bell.css.gzipped,
      panel: bell.lazy.gzipped - hooks.lazy.gzipped,
    },
  };
}
