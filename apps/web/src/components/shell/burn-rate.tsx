"use client";

import { VisuallyHidden } from "@mantine/core";
import { formatMoney } from "@pipeline/core/money";
import { useLiveCost } from "@pipeline/react";
import Link from "next/link";
import { useAccount } from "./account";
import classes from "./shell.module.css";

/** What everything that runs costs an hour; nothing while nothing runs. */
export function BurnRate() {
  const { currency } = useAccount();
  const { perHour, running } = useLiveCost(undefined, { decimals: 2 });
  if (running === 0) return null;
  const rate = formatMoney(perHour, { currency });
  return (
    <Link href="/training/jobs?status=running" className={classes.burn}>
      <span className={classes.pulse} aria-hidden />
      <span aria-hidden>
        <strong>{rate}/h</strong>
        <span className={classes.burnCount}> · {running} running</span>
      </span>
      <VisuallyHidden>
        {running} running, {rate} an hour together
      </VisuallyHidden>
    </Link>
  );
}
