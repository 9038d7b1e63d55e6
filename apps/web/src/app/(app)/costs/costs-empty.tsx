import { Button, Group, Paper } from "@mantine/core";
import { IconChartBar } from "@tabler/icons-react";
import Link from "next/link";
import { Empty } from "@/components/states/empty";
import type { CostsView } from "./view";

type CostsEmptyProps = { view: CostsView; show: (next: CostsView) => void };

/** A window without a cost, and what would fill it. */
export function CostsEmpty({ view, show }: CostsEmptyProps) {
  const isYear = "period" in view.window && view.window.period === "year";
  return (
    <Paper withBorder>
      <Empty
        icon={<IconChartBar size={32} stroke={1.5} />}
        title="No costs in these days"
        action={
          <Group justify="center" gap="sm">
            <Button component={Link} href="/training/jobs/new">
              New job
            </Button>
            {!isYear && (
              <Button variant="default" onClick={() => show({ ...view, window: { period: "year" } })}>
                Look at the last 365 days
              </Button>
            )}
          </Group>
        }
      >
        Register a job: from its first event on, what it costs appears here by itself. Other costs can be recorded over
        the API with a key from the settings.
      </Empty>
    </Paper>
  );
}
