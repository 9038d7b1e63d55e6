"use client";

import { Paper, Stack, Title } from "@mantine/core";
import { isZero, viewDecimals } from "@pipeline/core/money";
import { type CostSummary, useSummaryNow } from "@pipeline/react";
import { useRef } from "react";
import { Breakdown } from "./breakdown";
import { ChartCard } from "./chart-card";
import { CostsEmpty } from "./costs-empty";
import { Figures } from "./figures";
import { RecordsCard } from "./records-card";
import type { CostsView } from "./view";
import { WasteCard } from "./waste-card";
import { groupWord } from "./words";
import classes from "./costs.module.css";

type ReportProps = {
  summary: CostSummary;
  view: CostsView;
  show: (next: CostsView) => void;
  timeZone: string;
  currency: string;
  /** The figures are still those of the view before. */
  refreshing: boolean;
};

/** The figures of a window: total, chart, breakdown, records, all in one rounding. */
export function Report({ summary, view, show, timeZone, currency, refreshing }: ReportProps) {
  const decimals = viewDecimals(summary.total);
  const now = useSummaryNow(summary);
  const records = useRef<HTMLElement>(null);
  const breakdown = useRef<HTMLElement>(null);
  const nothing = summary.recordCount === 0 && isZero(summary.total) && summary.live.runningJobs === 0;
  return (
    <Stack gap="md" className={refreshing ? classes.refreshing : ""} aria-busy={refreshing}>
      <Figures summary={summary} view={view} currency={currency} decimals={decimals} />
      {nothing ? (
        <CostsEmpty view={view} show={show} />
      ) : (
        <>
          <ChartCard summary={now} asked={summary} view={view} show={show} currency={currency} decimals={decimals} />
          <Paper component="section" ref={breakdown} withBorder p="md" aria-labelledby="breakdown">
            <Title order={2} id="breakdown" mb="sm">
              By {groupWord(view.groupBy)}
            </Title>
            <Breakdown
              key={view.groupBy}
              summary={now}
              groupBy={view.groupBy}
              currency={currency}
              decimals={decimals}
              filter={view.filter}
              onFilter={(filter) => {
                show({ ...view, filter });
                bringIntoView(records.current);
              }}
            />
          </Paper>
          <WasteCard
            view={view}
            currency={currency}
            decimals={decimals}
            onOutcomes={() => {
              show({ ...view, groupBy: "outcome" });
              bringIntoView(breakdown.current);
            }}
          />
          <RecordsCard
            ref={records}
            view={view}
            show={show}
            timeZone={timeZone}
            currency={currency}
            decimals={decimals}
          />
        </>
      )}
    </Stack>
  );
}

/** Scrolls to what has changed below; at once for those who want no motion. */
function bringIntoView(element: HTMLElement | null): void {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element?.scrollIntoView({ behavior: calm ? "instant" : "smooth", block: "start" });
}
