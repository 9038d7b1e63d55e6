"use client";

import { ActionIcon, Button, Group, Tooltip } from "@mantine/core";
import type { Budget } from "@pipeline/react";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import Link from "next/link";
import { useState } from "react";
import { DeleteBudget } from "./delete-budget";
import { BudgetModal } from "./form/lazy-budget-modal";
import { costsHref } from "./words";

type BudgetActionsProps = { budget: Budget; onLeaving: () => void };

/** The costs behind a budget, changing it, removing it. */
export function BudgetActions({ budget, onLeaving }: BudgetActionsProps) {
  const [open, setOpen] = useState<"edit" | "delete">();
  const close = () => setOpen(undefined);
  const { name } = budget;
  return (
    <Group gap={4} wrap="nowrap">
      <Button
        component={Link}
        href={costsHref(budget, budget.current)}
        variant="subtle"
        size="compact-sm"
        aria-label={`Costs that ${name} counts`}
      >
        Costs
      </Button>
      <Tooltip label="Edit">
        <ActionIcon variant="subtle" color="gray" size={32} aria-label={`Edit ${name}`} onClick={() => setOpen("edit")}>
          <IconPencil size={18} stroke={1.6} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Delete">
        <ActionIcon
          variant="subtle"
          color="gray"
          size={32}
          aria-label={`Delete ${name}`}
          onClick={() => setOpen("delete")}
        >
          <IconTrash size={18} stroke={1.6} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <BudgetModal budget={budget} opened={open === "edit"} onClose={close} />
      <DeleteBudget budget={budget} opened={open === "delete"} onClose={close} onLeaving={onLeaving} />
    </Group>
  );
}
