import { Skeleton } from "@mantine/core";
import classes from "./costs.module.css";

/** The fields that are still to come, in their own height; with `custom` dates they are three. */
export function ToolbarSkeleton({ custom }: { custom: boolean }) {
  return (
    <div className={classes.toolbar} data-custom={custom} aria-hidden>
      <Skeleton height={60} />
      {custom && <Skeleton height={60} />}
      <Skeleton height={60} />
    </div>
  );
}
