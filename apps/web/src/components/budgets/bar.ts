import type { Money } from "@pipeline/core/money";
import { shareOf } from "./budget-words";

/** A threshold on the bar, `at` percent of its width; those that would touch another are drawn without a label. */
type BarMark = { threshold: number; at: number; fired: boolean; labelled: boolean };
/** Widths and places in percent of the bar. `forecast` begins where `used` ends. */
export type Bar = { used: number; forecast: number; full: number; marks: BarMark[] };

const FULL = 100;
/** What a label needs, in percent of a phone's bar. */
const LABEL = 13;
/** A forecast beyond this many times the amount only says "far". */
const FARTHEST = 2;

type BarInput = {
  amount: Money;
  spent: Money;
  forecast: Money;
  thresholds: readonly number[];
  fired: readonly number[];
};

/** Lays out what is spent, what is expected and the thresholds of a budget; the bar is as long as the longest of them. */
export function layOut({ amount, spent, forecast, thresholds, fired }: BarInput): Bar {
  const used = Math.max(0, shareOf(spent, amount));
  const expected = Math.max(used, Math.min(shareOf(forecast, amount), Math.max(FARTHEST, used)));
  const scale = Math.max(1, expected);
  const percent = (share: number) => (share / scale) * 100;
  return {
    used: percent(used),
    forecast: percent(expected) - percent(used),
    full: percent(1),
    marks: labelled(
      [...new Set([...thresholds, FULL])]
        .filter((threshold) => threshold / 100 <= scale)
        .sort((a, b) => a - b)
        .map((threshold) => ({ threshold, at: percent(threshold / 100), fired: fired.includes(threshold) })),
    ),
  };
}

/** The amount itself is always labelled, then the others from the right as far as there is room. */
function labelled(marks: readonly Omit<BarMark, "labelled">[]): BarMark[] {
  const taken = marks.flatMap(({ threshold, at }) => (threshold === FULL ? [at] : []));
  return marks
    .toReversed()
    .map((mark) => {
      const fits = mark.threshold === FULL || taken.every((at) => Math.abs(at - mark.at) >= LABEL);
      if (fits) taken.push(mark.at);
      return { ...mark, labelled: fits };
    })
    .toReversed();
}
