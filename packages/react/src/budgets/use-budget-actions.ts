import { useQueryClient } from "@tanstack/react-query";
import { getQueryKey } from "@trpc/react-query";
import { useMemo } from "react";
import type { PipelineClient } from "../client";
import { type HookAction, useHookAction } from "../hook-action";
import { ensurePolicy } from "../policy";
import type { Budget, CreateBudgetInput, UpdateBudgetInput } from "../types";

/** Each is done when the list on screen holds what it changed. */
export type UseBudgetActions = {
  create: HookAction<CreateBudgetInput, Budget>;
  update: HookAction<UpdateBudgetInput, Budget>;
  remove: HookAction<{ id: string }, { id: string }>;
};

export function makeUseBudgetActions(trpc: PipelineClient) {
  const { budgets } = trpc;

  /** Makes, changes and removes budgets. For sessions alone. */
  return function useBudgetActions(): UseBudgetActions {
    const client = useQueryClient();
    ensurePolicy(client, trpc);
    const refresh = useMemo(
      () => ({ onSuccess: () => client.invalidateQueries({ queryKey: getQueryKey(budgets) }) }),
      [client],
    );
    return {
      create: useHookAction(budgets.create.useMutation(refresh)),
      update: useHookAction(budgets.update.useMutation(refresh)),
      remove: useHookAction(budgets.delete.useMutation(refresh)),
    };
  };
}
