import { z } from "zod";
import { fromUnits, toUnits } from "./decimal";

const LIMIT = 10n ** 21n;

/** An amount from outside: a plain decimal string, at most 12 decimals, below 10^9 in size; canonical on the way out. */
export const MoneyInput = z
  .string()
  .superRefine((text, context) => {
    const problem = problemOf(text);
    if (problem) context.addIssue({ code: "custom", message: problem });
  })
  .transform((text) => fromUnits(toUnits(text)));

/** A `MoneyInput` that is zero or more. */
export const NonNegativeMoney = MoneyInput.refine(
  (amount) => !amount.startsWith("-"),
  "The amount must not be negative.",
);

function problemOf(text: string): string | undefined {
  if (text.length > 64 || !/^-?\d+(\.\d+)?$/.test(text)) {
    return 'The amount must be a plain decimal in a string, like "12.50".';
  }
  const [, fraction = ""] = text.split(".");
  if (fraction.length > 12) return "The amount must have at most 12 decimals.";
  const units = toUnits(text);
  if (units >= LIMIT || units <= -LIMIT) return "The amount must be below 1000000000 in size.";
  return undefined;
}
