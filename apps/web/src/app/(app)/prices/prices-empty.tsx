import { Button, Code, Paper } from "@mantine/core";
import { IconTag } from "@tabler/icons-react";
import { Empty } from "@/components/states/empty";

type PricesEmptyProps = { searched: boolean; past: boolean; showAll: () => void };

/** No price at all, or none that was searched for. */
export function PricesEmpty({ searched, past, showAll }: PricesEmptyProps) {
  return (
    <Paper withBorder>
      {searched ? (
        <Empty
          title="No price matches"
          action={
            <Button variant="default" onClick={showAll}>
              Show all prices
            </Button>
          }
        >
          {past ? "Neither now nor in the past." : "Past prices are shown with the switch above."}
        </Empty>
      ) : (
        <Empty icon={<IconTag size={32} stroke={1.5} />} title="No prices yet">
          The catalogue is filled on the server, with <Code>pnpm cli import-prices FILE.csv</Code>. Until then give a
          price of your own with each job.
        </Empty>
      )}
    </Paper>
  );
}
