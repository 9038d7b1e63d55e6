import { formatMoney, isZero, roundTo, toUnits } from "@pipeline/core/money";
import type { CostRecord } from "@pipeline/react";
import { Money } from "../money/money";

const EXACT_DECIMALS = 12;

type RecordAmountProps = {
  record: Pick<CostRecord, "amount" | "correctsId">;
  look: { currency: string; decimals: number };
};

/** A record's amount in the view's rounding; what rounds to nothing is told as less than its smallest step. */
export function RecordAmount({ record: { amount, correctsId }, look: { currency, decimals } }: RecordAmountProps) {
  const exact = formatMoney(amount, { currency, decimals: EXACT_DECIMALS });
  const vanishes = !isZero(amount) && isZero(roundTo(amount, decimals));
  if (!vanishes) {
    return (
      <span title={exact}>
        <Money amount={amount} currency={currency} decimals={decimals} sign={correctsId === null ? "auto" : "always"} />
      </span>
    );
  }
  const negative = toUnits(amount) < 0n;
  const step = `0.${"1".padStart(decimals, "0")}`;
  return (
    <span title={exact}>
      {negative ? "> " : "< "}
      <Money amount={negative ? `-${step}` : step} currency={currency} decimals={decimals} />
    </span>
  );
}
