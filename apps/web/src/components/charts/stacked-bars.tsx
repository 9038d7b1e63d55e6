"use client";

import { BarChart } from "@mantine/charts";
import { useId } from "react";
import { Rectangle, type BarShapeProps, type TooltipContentProps } from "recharts";
import { axisMoney } from "./axis-money";
import type { Stack, StackRow } from "./stack";
import { StackTooltip } from "./stack-tooltip";

// Above this many bars a gap between the parts would be wider than the bars.
const MAX_BARS_WITH_GAPS = 70;

// Pixels need no more than a number has.
function heightsOf(row: StackRow, index: number): Record<string, number> {
  const heights = Object.entries(row.amounts).map(([id, amount]) => [id, Number(amount)]);
  const forecast = row.forecast === undefined ? {} : { [FORECAST.name]: Number(row.forecast) };
  return { ...Object.fromEntries(heights), ...forecast, index };
}

// No part is called so: their ids are numbered.
const FORECAST = { name: "forecast", label: "Forecast", color: "var(--mantine-color-dimmed)" };

/** What is only expected has an outline and no body. */
const dashed = (bar: BarShapeProps) => (
  <Rectangle {...bar} fill="transparent" stroke={FORECAST.color} strokeOpacity={1} strokeDasharray="3 3" />
);

type StackedBarsProps = { stack: Stack; currency: string; decimals: number };

/** The bars themselves, in the height of their box; client only, since they measure it. */
export function StackedBars({ stack: { parts, rows }, currency, decimals }: StackedBarsProps) {
  const hatch = useId();
  const shape = ({ originalDataIndex, ...bar }: BarShapeProps) =>
    rows[originalDataIndex]?.unfinished ? (
      <>
        <Rectangle {...bar} />
        <Rectangle {...bar} fill={`url(#${hatch})`} fillOpacity={1} />
      </>
    ) : (
      <Rectangle {...bar} />
    );
  const content = ({ active, activeIndex }: TooltipContentProps) => {
    const row = rows[Number(activeIndex)];
    return active && row ? <StackTooltip row={row} parts={parts} currency={currency} decimals={decimals} /> : null;
  };
  return (
    <BarChart
      h="100%"
      // The table beside it is read instead: a stop of the keyboard without a name.
      accessibilityLayer={false}
      type="stacked"
      data={rows.map(heightsOf)}
      dataKey="index"
      series={[
        ...parts.map(({ id, color, label: name }) => ({ name: id, color, label: name })),
        ...(rows.some((row) => row.forecast !== undefined) ? [FORECAST] : []),
      ]}
      maxBarWidth={56}
      valueFormatter={(value) => axisMoney(value, currency)}
      xAxisProps={{ tickFormatter: (index: number) => rows[index]?.tick ?? "", minTickGap: 16 }}
      yAxisProps={{ width: 64 }}
      tooltipProps={{ content }}
      barProps={({ name }) => ({
        shape: name === FORECAST.name ? dashed : shape,
        ...(rows.length <= MAX_BARS_WITH_GAPS && { stroke: "var(--mantine-color-body)", strokeOpacity: 1 }),
      })}
      // Credits are negative: they hang below the axis instead of eating into the costs above it.
      barChartProps={{ stackOffset: "sign", barCategoryGap: "15%" }}
    >
      <defs>
        <pattern id={hatch} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width={3} height={6} fill="var(--mantine-color-body)" opacity={0.6} />
        </pattern>
      </defs>
    </BarChart>
  );
}
