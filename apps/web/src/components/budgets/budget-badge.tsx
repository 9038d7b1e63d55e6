import type { BudgetState } from "./budget-words";
import classes from "./budget-bar.module.css";

/** Where a budget stands: words, with a dot of their colour beside them. */
export function BudgetBadge({ state: { tone, words } }: { state: BudgetState }) {
  return (
    <span className={classes.badge}>
      <span className={classes.dot} data-tone={tone} aria-hidden />
      {words}
    </span>
  );
}
