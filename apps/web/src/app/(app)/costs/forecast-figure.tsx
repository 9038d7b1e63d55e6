"use client";

import { Skeleton, Text } from "@mantine/core";
import { apportion, formatMoney, viewDecimals } from "@pipeline/core/money";
import { type CostSummary, type Forecast, forecastAt, forecastMeter, useForecast, useTicking } from "@pipeline/react";
import { Figure } from "@/components/money/figure";
import { Money } from "@/components/money/money";
import { formatInstant } from "@/components/time/format";
import { FORECAST_INPUT } from "./view";
import classes from "./costs.module.css";

const LABEL = "Forecast, month end";

const PART_WORDS = [
  ["spent", "Spent so far"],
  ["committed", "Committed by jobs"],
  ["trend", "Trend of history"],
] as const satisfies readonly (readonly [keyof Forecast, string])[];

type ForecastFigureProps = { currency: string; live: CostSummary["live"] };

/** What the month will have cost at its end, as it stands while jobs burn. */
export function ForecastFigure({ currency, live }: ForecastFigureProps) {
  const { forecast, status } = useForecast(FORECAST_INPUT);
  if (!forecast) {
    return (
      <Figure label={LABEL} figure={status === "failed" ? "Not known" : <Skeleton height={28} width={120} />}>
        <Text size="sm" c="dimmed">
          {status === "failed" ? "The forecast could not be loaded." : "What running jobs and the usual pace come to."}
        </Text>
      </Figure>
    );
  }
  return <Known forecast={forecast} currency={currency} live={live} />;
}

/** The figure, its range, and the parts it is the sum of. */
function Known({ forecast: asked, currency, live }: ForecastFigureProps & { forecast: Forecast }) {
  const decimals = viewDecimals(asked.total);
  const forecast = forecastAt(asked, useTicking([forecastMeter(asked, live)], decimals));
  const { total, parts } = apportion(
    PART_WORDS.map(([key]) => ({ key, amount: forecast[key] })),
    decimals,
  );
  const amounts = new Map(parts.map(({ key, amount }) => [key, amount]));
  const write = (amount: string) => formatMoney(amount, { currency, decimals });
  return (
    <Figure label={LABEL} figure={<Money amount={total} currency={currency} decimals={decimals} />}>
      <Text size="sm" title="Four times out of five the month ends in this range">
        {forecast.low === forecast.high
          ? `By ${lastDay(forecast)}`
          : `${write(forecast.low)} to ${write(forecast.high)}`}
      </Text>
      <dl className={classes.sumOf}>
        {PART_WORDS.map(([key, words]) => (
          <div key={key}>
            <dt>{words}</dt>
            <dd>
              <Money amount={amounts.get(key) ?? "0"} currency={currency} decimals={decimals} />
            </dd>
          </div>
        ))}
      </dl>
    </Figure>
  );
}

function lastDay({ range }: Forecast): string {
  return formatInstant(new Date(Date.parse(range.to) - 1).toISOString(), range.timeZone, "day");
}
