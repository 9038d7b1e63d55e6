import { Skeleton } from "@mantine/core";
import classes from "./chart.module.css";

const HEIGHTS = [34, 48, 41, 62, 55, 30, 38, 71, 66, 52, 80, 74, 45, 58, 63, 49, 36, 68, 77, 60, 53, 42, 70, 64];

/** Bars that are still to come, in the chart's own height. */
export function ChartSkeleton() {
  return (
    <div className={classes.skeleton} aria-hidden>
      {HEIGHTS.map((height) => (
        <Skeleton key={height} height={`${height}%`} radius="xs" />
      ))}
    </div>
  );
}
