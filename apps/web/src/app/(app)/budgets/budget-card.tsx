"use client";

import { Badge, Group, Paper, Text, Title } from "@mantine/core";
import { subtract, viewDecimals } from "@pipeline/core/money";
import { type Budget, budgetMeter, forecastAt, useTicking } from "@pipeline/react";
import { BudgetBar } from "@/components/budgets/budget-bar";
import { BudgetBadge } from "@/components/budgets/budget-badge";
import { budgetState, shareOf, usedWords } from "@/components/budgets/budget-words";
import { Money } from "@/components/money/money";
import { useAccount } from "@/components/shell/account";
import { BudgetFacts } from "./budget-facts";
import { History } from "./history";
import { LazyActions } from "./lazy-actions";
import { Outlook } from "./outlook";
import { periodWords, scopeWords } from "./words";
import classes from "./budgets.module.css";

type BudgetCardProps = {
  budget: Budget;
  /** A link leads here. */
  marked: boolean;
  onLeaving: () => void;
};

/** One budget: spent of its amount as it ticks, what is left, where it leads. */
export function BudgetCard({ budget, marked, onLeaving }: BudgetCardProps) {
  const { currency } = useAccount();
  const { id, name, amount, current } = budget;
  const decimals = viewDecimals(amount);
  const spent = useTicking([budgetMeter(budget)], decimals);
  const state = budgetState(budget, spent);
  const left = subtract(amount, spent);
  const look = { currency, decimals };
  // What is expected moves with what is spent, or they would contradict each other.
  const now = { ...budget, forecast: forecastAt(budget.forecast, spent) };
  return (
    <Paper
      component="section"
      withBorder
      p="md"
      id={id}
      tabIndex={-1}
      className={classes.card}
      data-marked={marked}
      aria-labelledby={`name-${id}`}
    >
      <div className={classes.head}>
        <Group gap="6px 12px" className={classes.words}>
          <Title order={2} id={`name-${id}`}>
            {name}
          </Title>
          <BudgetBadge state={state} />
          {budget.blockNewJobs && <Flag>Blocks new jobs</Flag>}
          {budget.forecastAlert && <Flag>Forecast alert</Flag>}
        </Group>
        <LazyActions budget={budget} onLeaving={onLeaving} />
      </div>
      <Text size="sm" c="dimmed">
        {scopeWords(budget)}, {periodWords(current)}
      </Text>
      <div className={classes.figures}>
        <Text component="p" m={0}>
          <Text span fz="xl" fw={600} lh={1.2}>
            <Money amount={spent} {...look} />
          </Text>{" "}
          <Text span c="dimmed">
            of <Money amount={amount} {...look} /> spent,{" "}
            <span className={classes.whole}>{usedWords(shareOf(spent, amount))}</span>
          </Text>
        </Text>
        <Text component="p" m={0} fw={600} className={classes.left} data-tone={state.tone}>
          {left.startsWith("-") ? (
            <>
              Over by <Money amount={left.slice(1)} {...look} />
            </>
          ) : (
            <>
              <Money amount={left} {...look} /> left
            </>
          )}
        </Text>
      </div>
      <BudgetBar budget={now} spent={spent} state={state} />
      <Outlook budget={now} tone={state.tone} />
      <BudgetFacts budget={now} look={look} />
      <History budget={budget} look={look} />
    </Paper>
  );
}

function Flag({ children }: { children: string }) {
  return (
    <Badge variant="default" size="md" tt="none" fw={500}>
      {children}
    </Badge>
  );
}
