"use client";

import { Alert, Button, Checkbox, Code, Group, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { type Budget, useBudgetActions } from "@pipeline/react";
import { useState } from "react";
import { focusFirst } from "@/components/forms/focus-first";
import { useAccount } from "@/components/shell/account";
import { FixedScope, ScopeFields } from "./scope-fields";
import { ThresholdChips } from "./threshold-chips";
import { type BudgetValues, complaintsOf, NEW_BUDGET, toCreate, toUpdate, valuesOf } from "./values";

type BudgetFormProps = {
  /** The one to change; absent: a new one. */
  budget?: Budget | undefined;
  onDone: (budget: Budget) => void;
  onCancel: () => void;
};

/** Makes a budget or changes one. What was typed stays until it is kept. */
export function BudgetForm({ budget, onDone, onCancel }: BudgetFormProps) {
  const { currency, timeZone } = useAccount();
  const { create, update } = useBudgetActions();
  const sending = budget ? update : create;
  const [unplaced, setUnplaced] = useState(false);
  const form = useForm<BudgetValues>({
    name: budget ? `budget-${budget.id}` : "new-budget",
    initialValues: budget ? valuesOf(budget) : NEW_BUDGET,
    validate: (values) => {
      const result = budget ? toUpdate(budget.id, values) : toCreate(values);
      return "errors" in result ? result.errors : {};
    },
  });
  const then = {
    onDone,
    onRefused: (fields: Parameters<typeof complaintsOf>[0]) => {
      const errors = complaintsOf(fields);
      form.setErrors(errors);
      focusFirst(form, errors);
      setUnplaced(!Object.keys(errors).some((name) => form.getInputNode(name)));
    },
  };
  const submit = form.onSubmit(
    (values) => {
      setUnplaced(false);
      if (budget) {
        const result = toUpdate(budget.id, values);
        if ("change" in result) update.send(result.change, then);
      } else {
        const result = toCreate(values);
        if ("budget" in result) create.send(result.budget, then);
      }
    },
    (errors) => focusFirst(form, errors),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput label="Name" placeholder="Monthly training" data-autofocus {...form.getInputProps("name")} />
        <TextInput
          label={`Amount in ${currency}`}
          description={
            budget
              ? "Thresholds that have told this period do not tell again; the others follow the new amount."
              : "For each period. Nothing carries over to the next."
          }
          placeholder="500"
          inputMode="decimal"
          autoComplete="off"
          {...form.getInputProps("amount")}
        />
        {budget ? <FixedScope budget={budget} /> : <ScopeFields form={form} timeZone={timeZone} />}
        <ThresholdChips form={form} />
        <Checkbox
          label="Tell me when the forecast goes over"
          description="Once a period, when the period's end is expected above the amount"
          {...form.getInputProps("forecastAlert", { type: "checkbox" })}
        />
        <Checkbox
          label="Block new jobs"
          description="A new job is refused when what is spent, what open jobs are still expected to cost and its own estimate are together above the amount. Jobs that run are never stopped."
          {...form.getInputProps("blockNewJobs", { type: "checkbox" })}
        />
        {unplaced && sending.error && (
          <Alert color="red" role="alert">
            {budget ? "The change was not kept." : "The budget was not made."} {sending.error.message}
            {sending.error.requestId !== undefined && (
              <>
                {" "}
                Request <Code>{sending.error.requestId}</Code>
              </>
            )}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={sending.pending}>
            {budget ? "Save budget" : "Create budget"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
