import { Anchor, Text } from "@mantine/core";
import { Table } from "@/components/table/table";
import { compare } from "@pipeline/core/money";
import type { Budget } from "@pipeline/react";
import { IconChevronRight } from "@tabler/icons-react";
import Link from "next/link";
import { shareOf, usedWords } from "@/components/budgets/budget-words";
import { Money } from "@/components/money/money";
import { costsHref } from "./words";
import classes from "./budgets.module.css";

type HistoryProps = { budget: Budget; look: { currency: string; decimals: number } };

/** Earlier periods against the amount of today, newest first. Nothing before the second period. */
export function History({ budget, look }: HistoryProps) {
  const { amount, periods, current, name } = budget;
  if (periods.length === 0) return null;
  const shares = periods.map(({ spent }) => Math.max(0, shareOf(spent, amount)));
  const scale = Math.max(1, ...shares);
  return (
    <details className={classes.history}>
      <summary>
        <IconChevronRight size={16} stroke={1.8} aria-hidden className={classes.chevron} />
        Earlier periods
      </summary>
      <Table className={classes.table} verticalSpacing={0} aria-label={`Earlier periods of ${name}`}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Period</Table.Th>
            <Table.Th visibleFrom="sm" aria-hidden />
            <Table.Th ta="right">Spent</Table.Th>
            <Table.Th ta="right">Of today’s amount</Table.Th>
            <Table.Th ta="right" visibleFrom="sm">
              Told at
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {periods.map(({ start, end, label, spent, fired }, index) => {
            const share = shares[index] ?? 0;
            const over = compare(spent, amount) > 0;
            return (
              <Table.Tr key={start}>
                <Table.Td>
                  <Anchor
                    component={Link}
                    href={costsHref(budget, { start, end, timeZone: current.timeZone })}
                    inherit
                    className={classes.period}
                  >
                    {label}
                  </Anchor>
                </Table.Td>
                <Table.Td visibleFrom="sm" className={classes.barCell} aria-hidden>
                  <div className={classes.pastBar} data-over={over} style={{ width: `${(share / scale) * 100}%` }} />
                </Table.Td>
                <Table.Td ta="right">
                  <Money amount={spent} {...look} />
                </Table.Td>
                <Table.Td ta="right">
                  {usedWords(share)}
                  {over && (
                    <Text span inherit className={classes.over}>
                      , over
                    </Text>
                  )}
                </Table.Td>
                <Table.Td ta="right" c="dimmed" visibleFrom="sm">
                  {fired.length === 0 ? "Nothing" : fired.map((threshold) => `${threshold}%`).join(", ")}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </details>
  );
}
