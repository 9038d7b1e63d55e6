import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { getQueryKey } from "@trpc/react-query";
import { useEffect } from "react";
import type { PipelineClient } from "../client";
import type { NotificationPage } from "../types";

const seen = new WeakMap<QueryClient, number>();

/**
 * The inbox's version is raised by all of a user's own that a screen shows, notified or not: jobs, costs, budgets,
 * stored files, preferences and the account are then asked again, once, whoever shows the badge.
 */
export function useInboxNews(trpc: PipelineClient, page: NotificationPage | undefined): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!page) return;
    const before = seen.get(client);
    if (before !== undefined && page.version <= before) return;
    seen.set(client, page.version);
    if (before === undefined) return;
    const { account, budgets, costs, jobs, notifications, storage } = trpc;
    for (const noun of [account, budgets, costs, jobs, storage, notifications.preferences]) {
      void client.invalidateQueries({ queryKey: getQueryKey(noun) });
    }
  }, [client, trpc, page]);
}

/** A change of the inbox that this page sent has raised the version to `version`: no news, if nothing else raised it. */
export function passOver(client: QueryClient, version: number): void {
  if (seen.get(client) === version - 1) seen.set(client, version);
}
