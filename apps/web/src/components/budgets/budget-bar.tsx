import { VisuallyHidden } from "@mantine/core";
import type { Money } from "@pipeline/core/money";
import type { Budget } from "@pipeline/react";
import { layOut } from "./bar";
import { type BudgetState, shareOf, usedWords } from "./budget-words";
import classes from "./budget-bar.module.css";

type BudgetBarProps = { budget: Budget; spent: Money; state: BudgetState };

/** What is spent of the amount as a length, the forecast hatched behind it, thresholds as marks. */
export function BudgetBar({ budget, spent, state }: BudgetBarProps) {
  const { amount, forecast, thresholds, fired } = budget;
  const bar = layOut({ amount, spent, forecast: forecast.total, thresholds, fired });
  const used = usedWords(shareOf(spent, amount));
  const expected = usedWords(shareOf(forecast.total, amount));
  return (
    <div className={classes.bar}>
      <VisuallyHidden>
        <meter
          aria-label={`Used of ${budget.name}`}
          min={0}
          max={100}
          value={Math.min(100, Math.floor((bar.used / bar.full) * 100))}
          aria-valuetext={`${used} used, ${expected} expected by the end of the period. ${state.words}.`}
        />
      </VisuallyHidden>
      <div className={classes.track} aria-hidden>
        <div className={classes.used} data-tone={state.tone} style={{ width: `${bar.used}%` }} />
        <div
          className={classes.forecast}
          data-tone={state.tone}
          style={{ left: `${bar.used}%`, width: `${bar.forecast}%` }}
        />
        {bar.marks.map(({ threshold, at, fired: told }) => (
          <span
            key={threshold}
            className={classes.mark}
            data-full={threshold === 100}
            data-told={told}
            style={{ left: `${at}%` }}
          />
        ))}
      </div>
      <div className={classes.labels} aria-hidden>
        {bar.marks
          .filter(({ labelled }) => labelled)
          .map(({ threshold, at, fired: told }) => (
            <span
              key={threshold}
              className={classes.label}
              data-told={told}
              data-edge={at > 96 ? "end" : at < 4 ? "start" : "none"}
              style={{ left: `${at}%` }}
            >
              {told && "✓ "}
              {threshold}%
            </span>
          ))}
      </div>
    </div>
  );
}
