import { Text, type TextProps } from "@mantine/core";
import { formatMoney, type Money as Amount } from "@pipeline/core/money";
import classes from "./money.module.css";

// "-$1.50" and "CHF 1.50": sign, currency, digits.
const PIECES = /^([-+]?)([^\d-+]+)(.+)$/;

type MoneyProps = TextProps & {
  amount: Amount;
  currency: string;
  /** Chosen once per view: `viewDecimals` of its total. */
  decimals: number;
  sign?: "auto" | "always";
};

/** An amount as figures of equal width, the currency sign small and lighter. */
export function Money({ amount, currency, decimals, sign = "auto", ...text }: MoneyProps) {
  const written = formatMoney(amount, { currency, decimals, sign });
  const [, plusMinus, symbol, digits] = PIECES.exec(written) ?? [];
  return (
    <Text component="span" inherit className={classes.figure} {...text}>
      {digits === undefined ? (
        written
      ) : (
        <>
          {plusMinus === "-" ? "−" : plusMinus}
          <span className={classes.symbol}>{symbol}</span>
          {digits}
        </>
      )}
    </Text>
  );
}
