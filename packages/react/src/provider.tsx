import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { httpBatchLink, httpLink, splitLink } from "@trpc/client";
import { type ReactNode, useState } from "react";
import { api } from "./client";
import { clockedFetch } from "./live/clocked-fetch";
import { AccountId } from "./notifications/account-id";
import { makeQueryClient } from "./query-client";
import { subscriptionLink } from "./subscription-link";
import { RenderedAt } from "./time/use-now";

/** The server refuses larger batches. */
const MAX_BATCH = 10;

function makeTrpcClient(url: string) {
  return api.createClient({
    links: [
      splitLink({
        condition: ({ type }) => type === "subscription",
        true: subscriptionLink(url),
        false: splitLink({
          // A slow report must not hold up the badge.
          condition: ({ context }) => context["skipBatch"] === true,
          true: httpLink({ url, fetch: clockedFetch }),
          false: httpBatchLink({ url, maxItems: MAX_BATCH, fetch: clockedFetch }),
        }),
      }),
    ],
  });
}

export type PipelineProviderProps = {
  children: ReactNode;
  /** Where the tRPC routes are mounted. */
  url?: string;
  /** The host's own query client. */
  queryClient?: QueryClient;
  /** Called when an answer says that nobody is signed in any more. */
  onSignedOut?: () => void;
  /** Who is signed in, by any id: pages of one browser that share it share one connection. */
  account?: string;
  /** When the server rendered this page (ms): relative times are then the same in its HTML and here. */
  renderedAt?: number;
};

/** Everything the hooks and the bell need around them. */
export function PipelineProvider(props: PipelineProviderProps) {
  const { children, url = "/api/trpc", queryClient, onSignedOut, account = "", renderedAt } = props;
  const [client] = useState(() => queryClient ?? makeQueryClient(onSignedOut));
  const [trpc] = useState(() => makeTrpcClient(url));
  return (
    <api.Provider client={trpc} queryClient={client}>
      <QueryClientProvider client={client}>
        <AccountId value={account}>
          <RenderedAt value={renderedAt}>{children}</RenderedAt>
        </AccountId>
      </QueryClientProvider>
    </api.Provider>
  );
}
