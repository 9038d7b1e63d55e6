"use client";

import { Anchor, Paper, Text } from "@mantine/core";
import { formatMoney, subtract, viewDecimals } from "@pipeline/core/money";
import { type Budget, budgetMeter, useBudgets, useTicking } from "@pipeline/react";
import Link from "next/link";
import { BudgetBadge } from "@/components/budgets/budget-badge";
import { budgetState, shareOf, tightest, usedWords } from "@/components/budgets/budget-words";
import { Figure } from "@/components/money/figure";
import { FigureSkeleton } from "@/components/states/skeletons";
import classes from "./costs.module.css";

/** How much of the tightest budget is used; the way to all of them. */
export function BudgetFigure({ currency }: { currency: string }) {
  const { status, items } = useBudgets();
  const budget = tightest(items);
  if (budget) return <Tightest budget={budget} currency={currency} of={items.length} />;
  if (status === "loading") {
    return (
      <Paper withBorder p="md">
        <FigureSkeleton />
      </Paper>
    );
  }
  return (
    <Figure
      label="Budget"
      figure={
        <Text span inherit c="dimmed" fw={400}>
          {status === "failed" ? "Not known" : "None set"}
        </Text>
      }
    >
      <Anchor component={Link} href="/budgets" size="sm">
        {status === "failed" ? "Look at the budgets" : "Set a budget"}
      </Anchor>
    </Figure>
  );
}

function Tightest({ budget, currency, of }: { budget: Budget; currency: string; of: number }) {
  const { id, name, amount } = budget;
  const decimals = viewDecimals(amount);
  const spent = useTicking([budgetMeter(budget)], decimals);
  const left = subtract(amount, spent);
  const money = (value: string) => formatMoney(value, { currency, decimals });
  return (
    <Figure
      label={of === 1 ? "Budget" : "Tightest budget"}
      figure={
        <>
          <span className={classes.whole}>{usedWords(shareOf(spent, amount))}</span> used
        </>
      }
    >
      <Text size="sm" component="div">
        <BudgetBadge state={budgetState(budget, spent)} />
        {left.startsWith("-") ? ` by ${money(left.slice(1))}` : `, ${money(left)} left`}
      </Text>
      <Anchor component={Link} href={`/budgets#${id}`} size="sm" className={classes.budget}>
        {name}
      </Anchor>
    </Figure>
  );
}
