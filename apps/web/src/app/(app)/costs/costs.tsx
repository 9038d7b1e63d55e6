"use client";

import { Stack } from "@mantine/core";
import { clockDate } from "@pipeline/core/clock-date";
import { type CostSummary, useCosts } from "@pipeline/react";
import { lazy, Suspense } from "react";
import { useAccount } from "@/components/shell/account";
import { Failed } from "@/components/states/failed";
import { StaleNote } from "@/components/states/stale-note";
import { CostsSkeleton } from "./costs-skeleton";
import { ToolbarSkeleton } from "./toolbar-skeleton";
import { Report } from "./report";
import { useView } from "./use-view";
import { type CostsView, summaryInput } from "./view";

const Toolbar = lazy(() => import("./toolbar").then((module) => ({ default: module.Toolbar })));

/** What was spent in a window, by what, and record by record. */
export function Costs() {
  const account = useAccount();
  const { view, show } = useView();
  const { status, summary, error, retry, refreshing } = useCosts(summaryInput(view));
  const timeZone = view.timeZone ?? account.timeZone;
  return (
    <Stack gap="md">
      <Suspense fallback={<ToolbarSkeleton custom={"from" in view.window} />}>
        <Toolbar view={view} show={show} days={daysShown(view, summary, timeZone)} accountZone={account.timeZone} />
      </Suspense>
      {status === "loading" && <CostsSkeleton />}
      {status === "failed" && <Failed title="The costs could not be loaded" error={error} retry={retry} />}
      {status === "ready" && <StaleNote error={error} retry={retry} />}
      {summary && (
        <Report
          summary={summary}
          view={view}
          show={show}
          timeZone={timeZone}
          currency={account.currency}
          refreshing={refreshing}
        />
      )}
    </Stack>
  );
}

/** The days on the screen, as dates: where custom dates begin. */
function daysShown({ window }: CostsView, summary: CostSummary | undefined, timeZone: string) {
  if ("from" in window) return window;
  const from = summary ? Date.parse(summary.range.from) : Date.now();
  const to = summary ? Date.parse(summary.range.to) - 1 : Date.now();
  return { from: clockDate(from, timeZone), to: clockDate(to, timeZone) };
}
