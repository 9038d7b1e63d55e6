"use client";

import { Text } from "@mantine/core";
import { compare } from "@pipeline/core/money";
import { type Budget, useNow } from "@pipeline/react";
import { IconClockExclamation, IconClockCheck } from "@tabler/icons-react";
import { type BudgetState, endWords } from "@/components/budgets/budget-words";
import { useAccount } from "@/components/shell/account";
import { formatInstant } from "@/components/time/format";
import classes from "./budgets.module.css";

type OutlookProps = { budget: Budget; tone: BudgetState["tone"] };

/** When the budget ends at the present rate. Nothing while nothing runs, or once it has ended. */
export function Outlook({ budget, tone }: OutlookProps) {
  const { timeZone: accountZone } = useAccount();
  const now = useNow();
  const { amount, burnRate, exhaustedAt, current, forecast } = budget;
  if (burnRate === "0" || tone === "over") return null;
  if (exhaustedAt === null) {
    return (
      <Text className={classes.outlook} size="sm" c="dimmed">
        <IconClockCheck size={18} stroke={1.6} aria-hidden />
        {compare(forecast.total, amount) > 0
          ? "What runs now would not use it up; with the usual pace on top it will be."
          : "At this rate this budget lasts until its period ends."}
      </Text>
    );
  }
  const { timeZone } = current;
  return (
    <Text className={classes.outlook} data-tone={tone} size="sm" fw={600}>
      <IconClockExclamation size={18} stroke={1.6} aria-hidden />
      <span>
        At this rate this budget ends{" "}
        <time dateTime={exhaustedAt} title={`${formatInstant(exhaustedAt, timeZone, "exact")} ${timeZone}`}>
          {endWords(exhaustedAt, now, timeZone)}
        </time>
        {timeZone !== accountZone && `, ${timeZone} time`}
        {tone === "good" ? "; its jobs are expected to end before." : "."}
      </span>
    </Text>
  );
}
