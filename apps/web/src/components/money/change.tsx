import { Group, Text, VisuallyHidden } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconMinus } from "@tabler/icons-react";
import classes from "./money.module.css";

const PERCENT = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 1, signDisplay: "never" });
const ALMOST_ZERO = 0.0005;

type Direction = "up" | "down" | "same";

const WORDS: Record<Direction, string> = { up: "up", down: "down", same: "unchanged" };
const SIGNS: Record<Direction, string> = { up: "+", down: "−", same: "" };
const ICONS = { up: IconArrowUp, down: IconArrowDown, same: IconMinus } as const;

function directionOf(ratio: number): Direction {
  if (Math.abs(ratio) < ALMOST_ZERO) return "same";
  return ratio > 0 ? "up" : "down";
}

/** A change as a signed percentage with an arrow, and in words for those who hear it. Null: nothing to compare with. */
export function Change({ ratio, against }: { ratio: number | null; against: string }) {
  if (ratio === null) {
    return (
      <Text size="sm" c="dimmed">
        No costs before to compare with
      </Text>
    );
  }
  const direction = directionOf(ratio);
  const Icon = ICONS[direction];
  const size = PERCENT.format(Math.abs(ratio));
  return (
    <Group gap={4} wrap="nowrap" align="flex-start">
      <Icon size={16} className={classes.arrow} aria-hidden />
      <Text size="sm">
        <span aria-hidden>
          <Text span inherit fw={600}>
            {SIGNS[direction]}
            {size}
          </Text>{" "}
          against {against}
        </span>
        <VisuallyHidden>
          {direction === "same" ? WORDS.same : `${WORDS[direction]} ${size}`} against {against}
        </VisuallyHidden>
      </Text>
    </Group>
  );
}
