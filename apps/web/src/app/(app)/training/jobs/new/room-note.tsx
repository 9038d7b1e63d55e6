import { Anchor, Text } from "@mantine/core";
import { compare, formatMoney, type Money, viewDecimals } from "@pipeline/core/money";
import { useBudgets } from "@pipeline/react";
import Link from "next/link";
import { freeOf } from "../../../budgets/words";
import { fullBudgets } from "./full-budgets";

type RoomNoteProps = { project: string; expected: Money; currency: string };

/** Says beforehand which budgets would refuse the job. Nothing where all have room. */
export function RoomNote({ project, expected, currency }: RoomNoteProps) {
  const { items } = useBudgets();
  return fullBudgets(items, { project, expected }).map((budget) => {
    const free = freeOf(budget);
    const decimals = viewDecimals(budget.amount);
    return (
      <Text key={budget.id} size="sm" mt="xs">
        The budget “{budget.name}” has no room for this job:{" "}
        {compare(free, "0") > 0 ? `${formatMoney(free, { currency, decimals })} is free` : "nothing is free"}. It would
        be refused.{" "}
        <Anchor component={Link} href={`/budgets#${budget.id}`} inherit underline="always">
          Look at the budgets
        </Anchor>
      </Text>
    );
  });
}
