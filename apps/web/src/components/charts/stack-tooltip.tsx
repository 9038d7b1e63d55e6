import { Paper, Text } from "@mantine/core";
import { Table } from "@/components/table/table";
import { isZero } from "@pipeline/core/money";
import { Money } from "../money/money";
import { roundedRow, type StackPart, type StackRow } from "./stack";
import { Swatch } from "./swatch";
import classes from "./chart.module.css";

type StackTooltipProps = { row: StackRow; parts: readonly StackPart[]; currency: string; decimals: number };

/** Every part of a bar and their sum, rounded so that they agree. */
export function StackTooltip({ row, parts, currency, decimals }: StackTooltipProps) {
  const { total, parts: every } = roundedRow(row, parts, decimals);
  // A part that rounds to nothing would only lengthen the list.
  const shown = every.filter(({ amount }) => !isZero(amount));
  return (
    <Paper withBorder shadow="md" p="xs" className={classes.tooltip}>
      <Text size="xs" c="dimmed" mb={4}>
        {row.heading}
        {row.unfinished && ", so far"}
      </Text>
      <Table withRowBorders={false} verticalSpacing={2} horizontalSpacing={0} fz="sm">
        <Table.Tbody>
          {shown.map(({ part, amount }) => (
            <Table.Tr key={part.id}>
              <Table.Td className={classes.tooltipLabel}>
                <Swatch color={part.color} /> {part.label}
              </Table.Td>
              <Table.Td ta="right">
                <Money amount={amount} currency={currency} decimals={decimals} />
              </Table.Td>
            </Table.Tr>
          ))}
          {!row.ahead && (
            <Table.Tr>
              <Table.Td fw={600}>Total</Table.Td>
              <Table.Td ta="right" fw={600}>
                <Money amount={total} currency={currency} decimals={decimals} />
              </Table.Td>
            </Table.Tr>
          )}
          {row.forecast !== undefined && (
            <Table.Tr c="dimmed">
              <Table.Td className={classes.tooltipLabel}>{row.ahead ? "Forecast" : "Forecast for the rest"}</Table.Td>
              <Table.Td ta="right">
                <Money amount={row.forecast} currency={currency} decimals={decimals} />
              </Table.Td>
            </Table.Tr>
          )}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}
