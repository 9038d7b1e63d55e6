import { Text } from "@mantine/core";
import { apportion, compare, formatMoney, isZero } from "@pipeline/core/money";
import type { Budget } from "@pipeline/react";
import { IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Money } from "@/components/money/money";
import { formatInstant } from "@/components/time/format";
import { freeOf } from "./words";
import classes from "./budgets.module.css";

type Look = { currency: string; decimals: number };
type FactsProps = { budget: Budget; look: Look };

/** Burn rate, forecast with its parts, which thresholds have told, what is reserved. */
export function BudgetFacts({ budget, look }: FactsProps) {
  const { burnRate, current, blockNewJobs } = budget;
  const last = new Date(Date.parse(current.end) - 1).toISOString();
  return (
    <dl className={classes.facts}>
      <Fact name="Burn rate">
        {isZero(burnRate) ? (
          <Text span inherit c="dimmed" fw={400}>
            Nothing runs
          </Text>
        ) : (
          <>
            <Money amount={burnRate} currency={look.currency} decimals={2} /> an hour
          </>
        )}
      </Fact>
      <Fact
        name={`Expected by ${formatInstant(last, current.timeZone, "day")}`}
        more={<Forecast budget={budget} look={look} />}
      >
        <Money amount={budget.forecast.total} {...look} />
      </Fact>
      <Fact name="Tells at">
        <Thresholds budget={budget} />
      </Fact>
      {blockNewJobs && (
        <Fact name="Reserved by open jobs" more={<Free budget={budget} look={look} />}>
          <Money amount={budget.reserved} {...look} />
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children, more }: { name: string; children: ReactNode; more?: ReactNode }) {
  return (
    <div className={classes.fact}>
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="dd" size="sm" m={0} fw={600}>
        {children}
      </Text>
      {more !== undefined && (
        <Text component="dd" size="sm" m={0} c="dimmed">
          {more}
        </Text>
      )}
    </div>
  );
}

/** The range of a forecast and what is still to come, rounded so that it sums to the forecast with what is spent. */
function Forecast({ budget, look }: FactsProps) {
  const { spent, committed, trend, low, high } = budget.forecast;
  const money = (amount: string) => formatMoney(amount, look);
  const { parts } = apportion(
    [
      { key: "spent", amount: spent },
      { key: "more by running jobs", amount: committed },
      { key: "more at the usual pace", amount: trend },
    ],
    look.decimals,
  );
  const toCome = parts.filter(({ key, amount }) => key !== "spent" && !isZero(amount));
  return (
    <>
      {low !== high && (
        <span className={classes.line}>
          From {money(low)} to {money(high)}
        </span>
      )}
      {toCome.length === 0 && "Nothing more is to come"}
      {toCome.map(({ key, amount }) => (
        <span key={key} className={classes.line}>
          {money(amount)} {key}
        </span>
      ))}
    </>
  );
}

function Free({ budget, look }: FactsProps) {
  const free = freeOf(budget);
  return compare(free, "0") > 0 ? `${formatMoney(free, look)} is free for new jobs` : "No new job fits";
}

function Thresholds({ budget: { thresholds, fired } }: { budget: Budget }) {
  return (
    <span className={classes.thresholds}>
      {thresholds.map((threshold) => {
        const told = fired.includes(threshold);
        return (
          <Text key={threshold} span inherit fw={told ? 600 : 400} className={classes.threshold}>
            {told && <IconCheck size={14} stroke={2.2} aria-hidden />}
            {threshold}%{told && " told"}
          </Text>
        );
      })}
    </span>
  );
}
