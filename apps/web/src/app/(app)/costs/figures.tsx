"use client";

import { Text } from "@mantine/core";
import { formatMoney } from "@pipeline/core/money";
import { type CostSummary, useLiveCost, useTicking } from "@pipeline/react";
import { Change } from "@/components/money/change";
import { Figure } from "@/components/money/figure";
import { Money } from "@/components/money/money";
import { formatDays } from "@/components/time/format";
import { averageOf } from "./average";
import { ForecastFigure } from "./forecast-figure";
import { totalMeter } from "./running-total";
import type { CostsView } from "./view";
import { PERIOD_WORDS, previousWords } from "./words";
import classes from "./costs.module.css";

const COUNT = new Intl.NumberFormat("en-US");

type FiguresProps = { summary: CostSummary; view: CostsView; currency: string; decimals: number };

/** The first row: the total and how it changed, what the month comes to, what runs now, the usual pace. */
export function Figures({ summary, view, currency, decimals }: FiguresProps) {
  const { total, range, previous, recordCount, live } = summary;
  const average = averageOf(total, range, live.asOf);
  const totalNow = useTicking([totalMeter(summary)], decimals);
  const name = "period" in view.window ? PERIOD_WORDS[view.window.period].toLowerCase() : "these days";
  return (
    <div className={classes.figures}>
      <Figure label={`Total, ${name}`} figure={<Money amount={totalNow} currency={currency} decimals={decimals} />}>
        <Change ratio={previous.changeRatio} against={previousWords(view.window)} />
        <Text size="sm" c="dimmed">
          {formatDays(range)}
        </Text>
      </Figure>
      <ForecastFigure currency={currency} />
      <LiveFigure currency={currency} decimals={decimals} />
      <Figure
        label={average?.per === "hour" ? "An hour on average" : "A day on average"}
        figure={<Money amount={average?.amount ?? "0"} currency={currency} decimals={decimals} />}
      >
        <Text size="sm" c="dimmed">
          {COUNT.format(recordCount)} {recordCount === 1 ? "record" : "records"}
        </Text>
      </Figure>
    </div>
  );
}

function LiveFigure({ currency, decimals }: { currency: string; decimals: number }) {
  const { amount, perHour, running } = useLiveCost(undefined, { decimals });
  if (running === 0) {
    return (
      <Figure
        label="Live now"
        figure={
          <Text span inherit c="dimmed" fw={400}>
            Nothing runs
          </Text>
        }
      >
        <Text size="sm" c="dimmed">
          A running job ticks here.
        </Text>
      </Figure>
    );
  }
  return (
    <Figure label="Live now" figure={<Money amount={amount} currency={currency} decimals={decimals} />}>
      <Text size="sm">{formatMoney(perHour, { currency })} an hour</Text>
      <Text size="sm" c="dimmed">
        So far, by {running} running {running === 1 ? "job" : "jobs"}
      </Text>
    </Figure>
  );
}
