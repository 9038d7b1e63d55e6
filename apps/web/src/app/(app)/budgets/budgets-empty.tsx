import { Paper } from "@mantine/core";
import { IconGauge } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Empty } from "@/components/states/empty";

/** No budget yet, and what one does. */
export function BudgetsEmpty({ action }: { action: ReactNode }) {
  return (
    <Paper withBorder>
      <Empty icon={<IconGauge size={32} stroke={1.5} />} title="No budgets yet" action={action}>
        A budget is an amount for each month or week, for everything or one project. It tells you the moment a share of
        it is spent, also by jobs that run, says when it will end at the present rate, and can refuse new jobs that
        would not fit.
      </Empty>
    </Paper>
  );
}
