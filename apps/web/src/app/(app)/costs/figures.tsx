"use client";

import { Text } from "@mantine/core";
import { formatMoney, isZero } from "@pipeline/core/money";
import { type CostSummary, liveMeter, totalMeter, useLiveCost, useTicking } from "@pipeline/react";
import { Change } from "@/components/money/change";
import { Figure } from "@/components/money/figure";
import { Money } from "@/components/money/money";
import { formatDays } from "@/components/time/format";
import { averageOf } from "./average";
import { BudgetFigure } from "./budget-figure";
import { ForecastFigure } from "./forecast-figure";
import type { CostsView } from "./view";
import { PERIOD_WORDS, previousWords } from "./words";
import classes from "./costs.module.css";

type FiguresProps = { summary: CostSummary; view: CostsView; currency: string; decimals: number };

/** The first row: the total and how it changed, what the month comes to, what runs now, the tightest budget. */
export function Figures({ summary, view, currency, decimals }: FiguresProps) {
  const { total, range, previous, live } = summary;
  const average = averageOf(total, range, live.asOf);
  const totalNow = useTicking([totalMeter(summary)], decimals);
  const name = "period" in view.window ? PERIOD_WORDS[view.window.period].toLowerCase() : "these days";
  return (
    <div className={classes.figures}>
      <Figure label={`Total, ${name}`} figure={<Money amount={totalNow} currency={currency} decimals={decimals} />}>
        <Change ratio={previous.changeRatio} against={previousWords(view.window)} />
        <LivePart summary={summary} currency={currency} decimals={decimals} />
        <Text size="sm" c="dimmed">
          {formatDays(range)}
        </Text>
        {average && (
          <Text size="sm" c="dimmed">
            {formatMoney(average.amount, { currency, decimals })} {average.per === "hour" ? "an hour" : "a day"} on
            average
          </Text>
        )}
      </Figure>
      <ForecastFigure currency={currency} live={live} />
      <LiveFigure currency={currency} decimals={decimals} />
      <BudgetFigure currency={currency} />
    </div>
  );
}

type LivePartProps = Pick<FiguresProps, "summary" | "currency" | "decimals">;

/** How much of the total only the meters of running jobs say so far. */
function LivePart({ summary, currency, decimals }: LivePartProps) {
  const amount = useTicking([liveMeter(summary)], decimals);
  if (isZero(summary.live.amount) && summary.live.runs.length === 0) return null;
  return (
    <Text size="sm" className={classes.livePart}>
      {formatMoney(amount, { currency, decimals })} of it live, not yet in the ledger
    </Text>
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
