"use client";

import { Button, Center, Text, UnstyledButton } from "@mantine/core";
import { Table } from "@/components/table/table";
import type { GroupBy } from "@pipeline/core/cost-words";
import { add, apportion, isZero, type Money as Amount, ratio } from "@pipeline/core/money";
import type { CostSummary } from "@pipeline/react";
import { useState } from "react";
import { partsByKey } from "@/components/charts/stack";
import { Swatch } from "@/components/charts/swatch";
import { Money } from "@/components/money/money";
import { rowsOf } from "./rows";
import { filterOf, type RecordFilter } from "./view";
import { GROUP_WORDS } from "./words";
import classes from "./costs.module.css";

const SHARE = new Intl.NumberFormat("en-US", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** An amount's share of the total: 0..1, null when the total is nothing or below. */
function shareOf(amount: Amount, total: Amount): number | null {
  const change = ratio(add(amount, total), total);
  return change === null || total.startsWith("-") ? null : change;
}

type BreakdownProps = {
  summary: CostSummary;
  groupBy: GroupBy;
  currency: string;
  decimals: number;
  filter: RecordFilter;
  onFilter: (filter: RecordFilter) => void;
};

/** The parts of the total, rounded so that they sum to it; a part lists its records. */
export function Breakdown({ summary, groupBy, currency, decimals, filter, onFilter }: BreakdownProps) {
  const { breakdown, total } = summary;
  const [all, setAll] = useState(false);
  const rows = rowsOf(breakdown, groupBy, all);
  const { partOf } = partsByKey(breakdown, groupBy);
  const rounded = apportion(breakdown, decimals);
  const amounts = new Map(rounded.parts.map(({ key, amount }) => [key, amount]));
  return (
    <>
      <Table className={classes.breakdown} verticalSpacing={0} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{GROUP_WORDS[groupBy]}</Table.Th>
            <Table.Th visibleFrom="sm" aria-hidden />
            <Table.Th ta="right">Amount</Table.Th>
            <Table.Th ta="right">Share</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ key, label, amount }) => {
            const share = shareOf(amount, total);
            const color = partOf(key).color;
            const own = filterOf(groupBy, key);
            return (
              <Table.Tr key={key}>
                <Table.Td className={classes.part}>
                  <PartName
                    label={label}
                    color={color}
                    pressed={own !== undefined && sameFilter(own, filter)}
                    onPress={own && (() => onFilter(own))}
                  />
                </Table.Td>
                <Table.Td visibleFrom="sm" className={classes.barCell} aria-hidden>
                  <div
                    className={classes.bar}
                    style={{ width: `${Math.max(0, share ?? 0) * 100}%`, background: color }}
                  />
                </Table.Td>
                <Table.Td ta="right">
                  <Money amount={amounts.get(key) ?? "0"} currency={currency} decimals={decimals} />
                </Table.Td>
                <Table.Td ta="right" c="dimmed">
                  {share === null ? "" : SHARE.format(share).replace("-", "−")}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th scope="row">Total</Table.Th>
            <Table.Th visibleFrom="sm" aria-hidden />
            <Table.Th ta="right">
              <Money amount={rounded.total} currency={currency} decimals={decimals} />
            </Table.Th>
            <Table.Th ta="right">{isZero(total) ? "" : SHARE.format(1)}</Table.Th>
          </Table.Tr>
        </Table.Tfoot>
      </Table>
      {(all || rows.length < breakdown.length) && (
        <Center mt="sm">
          <Button variant="default" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? "Show the largest" : `Show all ${breakdown.length}`}
          </Button>
        </Center>
      )}
    </>
  );
}

const sameFilter = (a: RecordFilter, b: RecordFilter) =>
  a.costType === b.costType && a.project === b.project && a.jobId === b.jobId;

type PartNameProps = { label: string; color: string; pressed: boolean; onPress: (() => void) | undefined };

function PartName({ label, color, pressed, onPress }: PartNameProps) {
  const name = (
    <>
      <Swatch color={color} />
      <Text span inherit truncate>
        {label}
      </Text>
    </>
  );
  if (!onPress) return <span className={classes.name}>{name}</span>;
  return (
    <UnstyledButton
      className={classes.name}
      aria-pressed={pressed}
      title="List the records of this part"
      onClick={onPress}
    >
      {name}
    </UnstyledButton>
  );
}
