"use client";

import { Group, Paper, SegmentedControl, Skeleton, Title } from "@mantine/core";
import { GROUP_BYS } from "@pipeline/core/cost-words";
import { add, subtract } from "@pipeline/core/money";
import { type CostSummary, forecastAt, useForecast } from "@pipeline/react";
import { lazy, Suspense, useMemo } from "react";
import { CostChart } from "@/components/charts/cost-chart";
import { formatDays } from "@/components/time/format";
import { expectedDays } from "./expected-days";
import { type CostsView, FORECAST_INPUT } from "./view";
import { GROUP_WORDS, groupWord } from "./words";

const StepSelect = lazy(() => import("./step-select").then((module) => ({ default: module.StepSelect })));

const GROUPS = GROUP_BYS.map((value) => ({ value, label: GROUP_WORDS[value] }));

type ChartCardProps = {
  /** As it stands now, and as it was asked for. */
  summary: CostSummary;
  asked: CostSummary;
  view: CostsView;
  show: (next: CostsView) => void;
  currency: string;
  decimals: number;
};

/** Costs over time, and what they are stacked by. */
export function ChartCard({ summary, asked, view, show, currency, decimals }: ChartCardProps) {
  const { granularity } = summary.range;
  const { forecast } = useForecast(FORECAST_INPUT);
  const expected = useMemo(() => {
    // What has burned since is in the bars: it is not expected as well.
    const burned = subtract(summary.total, asked.total);
    const now = forecast && forecastAt(forecast, add(forecast.spent, burned));
    return expectedDays(view.window, summary.range, now);
  }, [view, summary, asked, forecast]);
  const label = `Costs by ${groupWord(view.groupBy)}, ${formatDays(summary.range)}`;
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="costs-over-time">
      <Group justify="space-between" mb="md" gap="sm">
        <Title order={2} id="costs-over-time">
          Costs over time
        </Title>
        <Group gap="sm">
          <SegmentedControl
            aria-label="Stacked by"
            data={GROUPS}
            value={view.groupBy}
            onChange={(groupBy) => show({ ...view, groupBy })}
          />
          <Suspense fallback={<Skeleton width={120} height={36} aria-hidden />}>
            <StepSelect view={view} show={show} shown={granularity} />
          </Suspense>
        </Group>
      </Group>
      <CostChart
        summary={summary}
        expected={expected}
        groupBy={view.groupBy}
        currency={currency}
        decimals={decimals}
        label={label}
      />
    </Paper>
  );
}
