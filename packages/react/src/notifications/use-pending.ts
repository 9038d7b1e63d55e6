import { type MutationState, type QueryClient, useMutationState } from "@tanstack/react-query";
import { getQueryKey } from "@trpc/react-query";
import type { PipelineClient } from "../client";
import type { PendingChange } from "./pending";

/** What `useMarkRead` notes when a change is sent. */
export type SentChange = { change: PendingChange };

/** The key of everything that changes the inbox. */
export const changeKey = (trpc: PipelineClient) => [...getQueryKey(trpc.notifications), "change"];

function isSent(context: unknown): context is SentChange {
  return typeof context === "object" && context !== null && "change" in context;
}

const changeOf = ({ context }: MutationState) => (isSent(context) ? context.change : undefined);
const NONE: readonly PendingChange[] = [];

const pendingOf = (trpc: PipelineClient) => ({ mutationKey: changeKey(trpc), status: "pending" as const });

/** The same as `usePendingChanges`, at this moment. */
export function pendingChanges(client: QueryClient, trpc: PipelineClient): readonly PendingChange[] {
  const sent = client.getMutationCache().findAll(pendingOf(trpc));
  return sent.map(({ state }) => changeOf(state)).filter((change) => change !== undefined);
}

/** Changes of the inbox that are not answered yet, in the order they were sent. */
export function usePendingChanges(trpc: PipelineClient): readonly PendingChange[] {
  const sent = useMutationState({
    filters: pendingOf(trpc),
    select: (mutation) => changeOf(mutation.state),
  });
  return sent.length === 0 ? NONE : sent.filter((change) => change !== undefined);
}
