import { Group, Paper, Skeleton } from "@mantine/core";
import { FigureSkeleton, LoadingWord } from "@/components/states/skeletons";
import classes from "./budgets.module.css";

/** The page before its budgets. */
export function BudgetsSkeleton() {
  return (
    <>
      <LoadingWord what="budgets" />
      <Group justify="space-between" aria-hidden>
        <Skeleton height={12} width={80} />
        <Skeleton height={36} width={132} />
      </Group>
      {["first", "second"].map((card) => (
        <Paper key={card} withBorder p="md" aria-hidden>
          <Skeleton height={14} width={180} my={4} />
          <Skeleton height={12} width="60%" my={6} />
          <Skeleton height={30} width={220} mt="md" mb="xs" />
          <Skeleton height={16} mb="lg" />
          <div className={classes.facts}>
            {["burn", "forecast", "thresholds"].map((fact) => (
              <FigureSkeleton key={fact} />
            ))}
          </div>
        </Paper>
      ))}
    </>
  );
}
