"use client";

import { VisuallyHidden } from "@mantine/core";
import { formatMoney } from "@pipeline/core/money";
import dynamic from "next/dynamic";
import { formatInstant } from "../time/format";
import { ChartSkeleton } from "./chart-skeleton";
import type { CurvePoint } from "./curve";
import classes from "./chart.module.css";

const CurveArea = dynamic(() => import("./curve-area").then((module) => module.CurveArea), {
  ssr: false,
  loading: ChartSkeleton,
});

// A table of every point would be heard for minutes.
const ROWS = 12;

type CostCurveProps = {
  points: readonly CurvePoint[];
  estimate: string | null;
  timeZone: string;
  currency: string;
  decimals: number;
  label: string;
};

/** How a cost grew, beside its estimate; the same figures as a table for screen readers. */
export function CostCurve({ label, ...curve }: CostCurveProps) {
  const { points, timeZone, currency, decimals } = curve;
  const every = Math.max(1, Math.floor(points.length / ROWS));
  const told = points.filter((_, index) => index % every === 0 || index === points.length - 1);
  return (
    <>
      <figure className={classes.frame} aria-label={label}>
        <CurveArea {...curve} />
      </figure>
      <VisuallyHidden>
        <table>
          <caption>{label}</caption>
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Spent by then</th>
            </tr>
          </thead>
          <tbody>
            {told.map(({ at, amount }) => (
              <tr key={at}>
                <th scope="row">{formatInstant(new Date(at).toISOString(), timeZone, "exact")}</th>
                <td>{formatMoney(amount, { currency, decimals })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </>
  );
}
