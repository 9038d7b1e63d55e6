import { Paper } from "@mantine/core";
import { IconGauge } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Empty } from "@/components/states/empty";

/** No budget yet, and what one does. */
export function BudgetsEmpty({ action }: { action: ReactNode }) {
  return (
    <Paper withBorder>
      <Empty icon={<IconGauge size={32} stroke={1.5} />} title="No budgets yet" action={action}>
        An amount for each month or week, for everything or one project. It tells you the moment a share of it is spent,
        by running jobs too, shows when it will end, and can refuse new jobs that do not fit.
      </Empty>
    </Paper>
  );
}
