import { Paper, Skeleton } from "@mantine/core";
import { ChartSkeleton } from "@/components/charts/chart-skeleton";
import { FigureSkeleton, LoadingWord, TableSkeleton } from "@/components/states/skeletons";
import classes from "./costs.module.css";

/** The page before its first figures. */
export function CostsSkeleton() {
  return (
    <>
      <LoadingWord what="costs" />
      <div className={classes.figures}>
        {["total", "forecast", "live", "budget"].map((figure) => (
          <Paper key={figure} withBorder p="md">
            <FigureSkeleton />
          </Paper>
        ))}
      </div>
      <Paper withBorder p="md">
        <Skeleton height={36} mb="md" />
        <div className={classes.chartSpace}>
          <ChartSkeleton />
        </div>
      </Paper>
      <Paper withBorder p="md">
        <TableSkeleton rows={4} columns={4} numeric={2} />
      </Paper>
    </>
  );
}
