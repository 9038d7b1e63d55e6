import { Group, Text } from "@mantine/core";
import { compare, formatMoney, type Money } from "@pipeline/core/money";
import type { ReactNode } from "react";
import type { JobLook } from "./job-cost";
import { placeOn, type Range, rangeWords } from "./estimate-words";
import classes from "./estimate-range.module.css";

type EstimateRangeProps = {
  range: Range;
  look: JobLook;
  /** What the job has cost; left out before there is a job. */
  actual?: Money;
  ended?: boolean;
};

const at = (amount: Money, end: Money) => ({ insetInlineStart: `${placeOn(amount, end)}%` });

/** From nothing to the most: the range as a band, what is expected as a line in it, the cost as a dot; and in words. */
export function EstimateRange({ range, look, actual, ended = false }: EstimateRangeProps) {
  const end = actual !== undefined && compare(actual, range.high) > 0 ? actual : range.high;
  const [from, to] = [placeOn(range.low, end), placeOn(range.high, end)];
  const money = (amount: Money) => formatMoney(amount, look);
  return (
    <div>
      <div className={classes.bar} aria-hidden>
        <span className={classes.band} style={{ insetInlineStart: `${from}%`, width: `${to - from}%` }} />
        <span className={classes.expected} style={at(range.expected, end)} />
        {actual !== undefined && <span className={classes.actual} style={at(actual, end)} />}
      </div>
      <Group gap="md" mt={6}>
        <Key mark={classes.bandKey}>{rangeWords(range, look)}</Key>
        <Key mark={classes.expectedKey}>Expected {money(range.expected)}</Key>
        {actual !== undefined && (
          <Key mark={classes.actualKey}>
            {ended ? "Final" : "So far"} {money(actual)}
          </Key>
        )}
      </Group>
    </div>
  );
}

function Key({ mark, children }: { mark: string | undefined; children: ReactNode }) {
  return (
    <Text size="xs" c="dimmed" className={classes.key}>
      <span className={mark} />
      {children}
    </Text>
  );
}
