"use client";

import { Stack as Column, Text, VisuallyHidden } from "@mantine/core";
import type { GroupBy } from "@pipeline/core/cost-words";
import dynamic from "next/dynamic";
import { useMemo } from "react";
import { ChartSkeleton } from "./chart-skeleton";
import { stackOf, type Charted, type Expected } from "./stack";
import { StackTable } from "./stack-table";
import { Swatch } from "./swatch";
import classes from "./chart.module.css";

const StackedBars = dynamic(() => import("./stacked-bars").then((module) => module.StackedBars), {
  ssr: false,
  loading: ChartSkeleton,
});

type CostChartProps = {
  summary: Charted;
  /** By day: what the chart goes on with, dashed. */
  expected?: Expected | undefined;
  groupBy: GroupBy;
  currency: string;
  decimals: number;
  /** What the figures are, for those who hear it. */
  label: string;
};

/** Costs over time, stacked by part, with a legend and the same figures as a table for screen readers. */
export function CostChart({ summary, expected, groupBy, currency, decimals, label }: CostChartProps) {
  const stack = useMemo(() => stackOf(summary, groupBy, expected), [summary, groupBy, expected]);
  return (
    <Column gap="sm">
      <ul className={classes.legend} aria-hidden>
        {stack.parts.map((part) => (
          <li key={part.id} className={classes.entry}>
            <Swatch color={part.color} />
            <Text span size="xs" truncate maw={180}>
              {part.label}
            </Text>
          </li>
        ))}
        {stack.rows.some((row) => row.unfinished) && (
          <li className={classes.entry}>
            <span className={classes.hatched} />
            <Text span size="xs" c="dimmed">
              Not finished yet
            </Text>
          </li>
        )}
        {stack.rows.some((row) => row.forecast !== undefined) && (
          <li className={classes.entry}>
            <span className={classes.dashed} />
            <Text span size="xs" c="dimmed">
              Forecast
            </Text>
          </li>
        )}
      </ul>
      <figure className={classes.frame} aria-label={label}>
        <StackedBars stack={stack} currency={currency} decimals={decimals} />
      </figure>
      <VisuallyHidden>
        <StackTable stack={stack} caption={label} currency={currency} decimals={decimals} />
      </VisuallyHidden>
    </Column>
  );
}
