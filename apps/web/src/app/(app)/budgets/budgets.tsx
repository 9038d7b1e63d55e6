"use client";

import { Button, Group, Stack, Text } from "@mantine/core";
import { UUID } from "@pipeline/core/plain-text";
import { useBudgets } from "@pipeline/react";
import { IconPlus } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { Failed } from "@/components/states/failed";
import { StaleNote } from "@/components/states/stale-note";
import { BudgetCard } from "./budget-card";
import { BudgetsEmpty } from "./budgets-empty";
import { BudgetsSkeleton } from "./budgets-skeleton";
import { BudgetModal } from "./form/lazy-budget-modal";
import { showAnchor, useAnchor } from "./use-anchor";
import { countWords } from "./words";

/** Every budget: where it stands now, where it is heading, where it stood before. */
export function Budgets() {
  const { status, items, error, retry } = useBudgets();
  const [creating, setCreating] = useState(false);
  const newBudget = useRef<HTMLButtonElement>(null);
  const leaving = useRef<string>(undefined);
  const anchor = useAnchor();
  const found = items.some(({ id }) => id === anchor);

  useEffect(() => {
    if (!found) return;
    const card = document.getElementById(anchor);
    card?.scrollIntoView({ block: "start" });
    card?.focus({ preventScroll: true });
  }, [anchor, found]);

  // The card has left with the focus in it; which button is there depends on what is left.
  useEffect(() => {
    if (leaving.current === undefined || items.some(({ id }) => id === leaving.current)) return;
    leaving.current = undefined;
    newBudget.current?.focus();
  }, [items]);

  const create = (
    <Button ref={newBudget} leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setCreating(true)}>
      New budget
    </Button>
  );
  return (
    <Stack gap="md">
      {status === "loading" && <BudgetsSkeleton />}
      {status === "failed" && <Failed title="The budgets could not be loaded" error={error} retry={retry} />}
      {status === "ready" && <StaleNote error={error} retry={retry} />}
      {status === "ready" && UUID.test(anchor) && !found && (
        <Text component="output" size="sm" c="dimmed">
          The budget this link leads to is no longer there.
        </Text>
      )}
      {status === "ready" && items.length === 0 && <BudgetsEmpty action={create} />}
      {items.length > 0 && (
        <>
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              {countWords(items)}
            </Text>
            {create}
          </Group>
          {items.map((budget) => (
            <BudgetCard
              key={budget.id}
              budget={budget}
              marked={budget.id === anchor}
              onLeaving={() => {
                leaving.current = budget.id;
              }}
            />
          ))}
        </>
      )}
      <BudgetModal opened={creating} onClose={() => setCreating(false)} onDone={({ id }) => showAnchor(id)} />
    </Stack>
  );
}
