import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { getQueryKey } from "@trpc/react-query";
import { useEffect } from "react";
import type { PipelineClient } from "../client";
import type { NotificationPage } from "../types";

const seen = new WeakMap<QueryClient, number>();

/** News in the inbox is news about jobs and costs: they are asked again, once, whoever shows the badge. */
export function useInboxNews(trpc: PipelineClient, page: NotificationPage | undefined): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!page) return;
    const before = seen.get(client);
    if (before !== undefined && page.version <= before) return;
    seen.set(client, page.version);
    const arrived = before !== undefined && page.items.some((item) => !item.read && item.version > before);
    if (!arrived) return;
    void client.invalidateQueries({ queryKey: getQueryKey(trpc.jobs) });
    void client.invalidateQueries({ queryKey: getQueryKey(trpc.costs) });
    void client.invalidateQueries({ queryKey: getQueryKey(trpc.budgets) });
  }, [client, trpc, page]);
}
