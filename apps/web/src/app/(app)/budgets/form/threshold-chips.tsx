"use client";

import { Button, Group, Pill, Stack, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { ReactNode } from "react";
import { withTyped } from "./thresholds";
import type { BudgetValues } from "./values";
import classes from "./form.module.css";

const beside = (button: ReactNode) => (input: ReactNode) => (
  <Group gap="xs" wrap="nowrap" align="flex-end">
    {input}
    {button}
  </Group>
);

/** The thresholds of a budget, each with a way out, and a field for another one. */
export function ThresholdChips({ form }: { form: UseFormReturnType<BudgetValues> }) {
  const { thresholds, threshold } = form.values;
  const field = () => form.getInputNode("threshold")?.focus();
  const add = () => {
    const result = withTyped(thresholds, threshold);
    if ("complaint" in result) form.setFieldError("threshold", result.complaint);
    else form.setValues({ thresholds: result.thresholds, threshold: "" });
    field();
  };
  const remove = (gone: number) => {
    form.setFieldValue(
      "thresholds",
      thresholds.filter((each) => each !== gone),
    );
    field();
  };
  return (
    <Stack gap={6}>
      <TextInput
        label="Tell me at"
        description="Percent of the amount. Each tells once a period, at the moment it is crossed."
        placeholder="90"
        inputMode="numeric"
        autoComplete="off"
        rightSection="%"
        inputContainer={beside(
          <Button variant="default" onClick={add} disabled={threshold.trim() === ""}>
            Add
          </Button>,
        )}
        {...form.getInputProps("threshold")}
        onKeyDown={(event) => {
          // Enter adds what is typed; with nothing typed it sends the form.
          if (event.key !== "Enter" || threshold.trim() === "") return;
          event.preventDefault();
          add();
        }}
      />
      <ul className={classes.chips} aria-label="Thresholds">
        {thresholds.map((each) => (
          <li key={each}>
            <Pill
              size="md"
              withRemoveButton
              onRemove={() => remove(each)}
              // Undefined, not false: the window's own order of focus passes over whatever has the attribute.
              removeButtonProps={{ "aria-label": `Remove ${each}%`, tabIndex: 0, "aria-hidden": undefined }}
            >
              {each}%
            </Pill>
          </li>
        ))}
      </ul>
    </Stack>
  );
}
