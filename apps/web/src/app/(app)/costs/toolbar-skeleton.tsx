import { Skeleton } from "@mantine/core";
import classes from "./costs.module.css";

/** The fields that are still to come, in their own height. */
export function ToolbarSkeleton() {
  return (
    <div className={classes.toolbar} aria-hidden>
      <Skeleton height={60} />
      <Skeleton height={60} />
    </div>
  );
}
