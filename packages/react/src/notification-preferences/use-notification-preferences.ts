import { useMutationState, useQueryClient } from "@tanstack/react-query";
import { getQueryKey } from "@trpc/react-query";
import { useMemo } from "react";
import type { PipelineClient } from "../client";
import { type HookAction, useHookAction } from "../hook-action";
import { type HookStatus, useHookStatus } from "../hook-status";
import { ensurePolicy } from "../policy";
import type { NotificationPreferences, SetNotificationPreferencesInput } from "../types";
import { changed } from "./changed";

/** `preferences` show a change at once, and go back when it is refused; `set.error` says why. */
export type UseNotificationPreferences = HookStatus & {
  preferences: NotificationPreferences | undefined;
  set: HookAction<SetNotificationPreferencesInput, NotificationPreferences>;
};

const isInput = (value: unknown): value is SetNotificationPreferencesInput =>
  typeof value === "object" && value !== null;

export function makeUseNotificationPreferences(trpc: PipelineClient) {
  const { preferences } = trpc.notifications;

  /** What the person is told of, on which channel, and quiet hours. For sessions alone. */
  return function useNotificationPreferences(): UseNotificationPreferences {
    const client = useQueryClient();
    ensurePolicy(client, trpc);
    const query = preferences.get.useQuery();
    const mutation = preferences.set.useMutation({
      // One after the other: of two changes of one switch the later one stays.
      scope: { id: "notification-preferences" },
      onSuccess: () => client.invalidateQueries({ queryKey: getQueryKey(preferences) }),
    });
    const sent = useMutationState({
      filters: { mutationKey: getQueryKey(preferences.set), status: "pending" },
      select: ({ state }) => state.variables,
    });
    return {
      ...useHookStatus(query),
      preferences: useMemo(() => query.data && sent.filter(isInput).reduce(changed, query.data), [query.data, sent]),
      set: useHookAction(mutation),
    };
  };
}
