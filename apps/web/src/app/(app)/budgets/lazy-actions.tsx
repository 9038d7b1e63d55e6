"use client";

import { Skeleton } from "@mantine/core";
import type { Budget } from "@pipeline/react";
import { lazy, memo, Suspense } from "react";

const BudgetActions = lazy(() => import("./budget-actions").then((module) => ({ default: module.BudgetActions })));

type LazyActionsProps = { budget: Budget; onLeaving: () => void };

/**
 * What can be done with a budget: drawn once the server's HTML is whole, at work once tooltips and dialogs have come. On its own, since the
 * card ticks, and what is drawn anew before that is drawn by the browser alone.
 */
export const LazyActions = memo(({ budget, onLeaving }: LazyActionsProps) => (
  <Suspense fallback={<Skeleton miw={131} width={131} height={32} aria-hidden />}>
    <BudgetActions budget={budget} onLeaving={onLeaving} />
  </Suspense>
));
LazyActions.displayName = "LazyActions";
