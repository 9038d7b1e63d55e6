import { Group, Text, VisuallyHidden } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconMinus } from "@tabler/icons-react";
import { changeWords } from "./change-words";
import classes from "./money.module.css";

const ICONS = { up: IconArrowUp, down: IconArrowDown, same: IconMinus } as const;

/** A change with an arrow, and in words for those who hear it. Null: nothing to compare with. */
export function Change({ ratio, against }: { ratio: number | null; against: string }) {
  if (ratio === null) {
    return (
      <Text size="sm" c="dimmed">
        No costs before to compare with
      </Text>
    );
  }
  const { direction, size, rest, spoken } = changeWords(ratio, against);
  const Icon = ICONS[direction];
  return (
    <Group gap={4} wrap="nowrap" align="flex-start">
      <Icon size={16} className={classes.arrow} aria-hidden />
      <Text size="sm">
        <span aria-hidden>
          <Text span inherit fw={600}>
            {size}
          </Text>{" "}
          {rest}
        </span>
        <VisuallyHidden>{spoken}</VisuallyHidden>
      </Text>
    </Group>
  );
}
