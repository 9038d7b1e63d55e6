"use client";

import { AreaChart } from "@mantine/charts";
import { Paper, Text } from "@mantine/core";
import { formatMoney } from "@pipeline/core/money";
import type { TooltipContentProps } from "recharts";
import { formatInstant, type InstantStyle } from "../time/format";
import { axisMoney } from "./axis-money";
import { type CurvePoint, isShort } from "./curve";
import { colorsOf } from "./palette";

const COLOR = colorsOf(["compute"]).get("compute") ?? "";
const DAY_MS = 86_400_000;

function tickStyle(ms: number): InstantStyle {
  if (ms > 2 * DAY_MS) return "day";
  return isShort(ms) ? "second" : "hour";
}

type CurveAreaProps = {
  points: readonly CurvePoint[];
  estimate: string | null;
  timeZone: string;
  currency: string;
  decimals: number;
};

/** The curve itself, in the height of its box; client only, since it measures it. */
export function CurveArea({ points, estimate, timeZone, currency, decimals }: CurveAreaProps) {
  const [first, last] = [points[0]?.at ?? 0, points.at(-1)?.at ?? 0];
  const tick = tickStyle(last - first);
  const money = (amount: string) => formatMoney(amount, { currency, decimals });
  const content = ({ active, activeIndex }: TooltipContentProps) => {
    const point = points[Number(activeIndex)];
    if (!active || !point) return null;
    return (
      <Paper withBorder shadow="md" p="xs">
        <Text size="xs" c="dimmed">
          {formatInstant(new Date(point.at).toISOString(), timeZone, "exact")}
        </Text>
        <Text size="sm" fw={600}>
          {money(point.amount)}
        </Text>
      </Paper>
    );
  };
  return (
    <AreaChart
      h="100%"
      // The table beside it is read instead: a stop of the keyboard without a name.
      accessibilityLayer={false}
      // Pixels need no more than a number has.
      data={points.map(({ at, amount }) => ({ at, amount: Number(amount) }))}
      dataKey="at"
      series={[{ name: "amount", label: "GPU cost", color: COLOR }]}
      curveType="linear"
      withDots={false}
      withGradient={false}
      fillOpacity={0.15}
      valueFormatter={(value) => axisMoney(value, currency)}
      xAxisProps={{
        type: "number",
        scale: "time",
        domain: [first, last],
        minTickGap: 32,
        tickFormatter: (at: number) => formatInstant(new Date(at).toISOString(), timeZone, tick),
      }}
      yAxisProps={{ width: 64, domain: [0, "auto"] }}
      {...(estimate !== null && {
        referenceLines: [
          {
            y: Number(estimate),
            ifOverflow: "extendDomain" as const,
            label: "Estimate",
            color: "dimmed",
            strokeDasharray: "4 4",
            labelPosition: "insideTopLeft",
          },
        ],
      })}
      tooltipProps={{ content }}
    />
  );
}
