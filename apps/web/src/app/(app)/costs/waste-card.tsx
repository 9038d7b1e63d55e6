"use client";

import { Anchor, Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { Table } from "@/components/table/table";
import { apportion, isZero, viewDecimals } from "@pipeline/core/money";
import { useWaste, type Waste } from "@pipeline/react";
import Link from "next/link";
import { partsByKey } from "@/components/charts/stack";
import { Swatch } from "@/components/charts/swatch";
import { Money } from "@/components/money/money";
import { Failed } from "@/components/states/failed";
import { LoadingWord, TableSkeleton } from "@/components/states/skeletons";
import { type CostsView, wasteInput } from "./view";
import classes from "./costs.module.css";

const SHARE = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 1 });

type WasteCardProps = {
  view: CostsView;
  currency: string;
  decimals: number;
  /** Shows the window grouped by outcome. */
  onOutcomes: () => void;
};

/** What went to jobs that came to nothing, by how they ended, and the jobs that cost most of it. */
export function WasteCard({ view, currency, decimals, onOutcomes }: WasteCardProps) {
  const { status, waste, error, retry } = useWaste(wasteInput(view));
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="waste">
      <Group justify="space-between" mb="sm">
        <Title order={2} id="waste">
          Waste
        </Title>
        {waste && !isZero(waste.amount) && view.groupBy !== "outcome" && (
          <Button variant="default" size="xs" className={classes.outcomes} onClick={onOutcomes}>
            Group by outcome
          </Button>
        )}
      </Group>
      {status === "loading" && (
        <>
          <LoadingWord what="waste" />
          <TableSkeleton rows={3} columns={2} numeric={1} />
        </>
      )}
      {status === "failed" && <Failed title="The waste could not be loaded" error={error} retry={retry} />}
      {waste && isZero(waste.amount) && (
        <Text>
          <Text span inherit fw={600}>
            Nothing wasted.
          </Text>{" "}
          <Text span inherit c="dimmed">
            No money of these days went to jobs that failed, were lost or canceled, or never finished.
          </Text>
        </Text>
      )}
      {waste && !isZero(waste.amount) && <Wasted waste={waste} currency={currency} decimals={decimals} />}
    </Paper>
  );
}

type WastedProps = { waste: Waste; currency: string; decimals: number };

function Wasted({ waste, currency, decimals: ofPage }: WastedProps) {
  const decimals = Math.max(ofPage, viewDecimals(waste.amount));
  const { partOf } = partsByKey(waste.parts, "outcome");
  const { total, parts } = apportion(waste.parts, decimals);
  const amounts = new Map(parts.map(({ key, amount }) => [key, amount]));
  const words = new Map(waste.parts.map(({ key, label }) => [key, label]));
  const money = (amount: string) => <Money amount={amount} currency={currency} decimals={decimals} />;
  return (
    <div className={classes.waste}>
      <Stack gap="xs">
        <Text>
          <Text span inherit fz="lg" fw={600}>
            {money(total)}
          </Text>
          {waste.share !== null && ` ${SHARE.format(waste.share)} of the total`}
        </Text>
        <Table verticalSpacing={4} horizontalSpacing={0} className={classes.breakdown}>
          <Table.Tbody>
            {waste.parts.map(({ key, label }) => (
              <Table.Tr key={key}>
                <Table.Th scope="row" fw={400}>
                  <span className={classes.name}>
                    <Swatch color={partOf(key).color} />
                    {label}
                  </span>
                </Table.Th>
                <Table.Td ta="right">{money(amounts.get(key) ?? "0")}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Stack>
      <Stack gap="xs">
        <Text size="sm" c="dimmed" component="h3" fw={400}>
          {waste.jobs.length === 1 ? "The job it went to" : "The jobs that cost most of it"}
        </Text>
        <Table verticalSpacing={4} horizontalSpacing={0} className={classes.breakdown}>
          <Table.Tbody>
            {waste.jobs.map(({ id, name, outcome, amount }) => (
              <Table.Tr key={id}>
                <Table.Td className={classes.wastedJob}>
                  <Text size="sm" truncate>
                    <Anchor component={Link} href={`/training/jobs/${id}`} inherit>
                      {name}
                    </Anchor>
                  </Text>
                </Table.Td>
                <Table.Td c="dimmed">{words.get(outcome)}</Table.Td>
                <Table.Td ta="right">{money(amount)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Stack>
    </div>
  );
}
