"use client";

import { Autocomplete, Input, SegmentedControl, SimpleGrid, Text } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { api, type Budget } from "@pipeline/react";
import { PERIOD_EACH, scopeWords } from "../words";
import type { BudgetValues } from "./values";

const PERIODS = [
  { value: "month", label: "Month" },
  { value: "week", label: "Week" },
] as const;
const SCOPES = [
  { value: "everything", label: "Everything" },
  { value: "project", label: "One project" },
] as const;

/** What a new budget counts, and for how long. */
export function ScopeFields({ form, timeZone }: { form: UseFormReturnType<BudgetValues>; timeZone: string }) {
  const { period, scope } = form.values;
  const ofProject = scope === "project";
  const known = api.costs.summary.useQuery({ period: "year", groupBy: "project" }, { enabled: ofProject });
  const projects = known.data?.breakdown.map(({ key }) => key).filter((key) => key !== "" && key !== "other") ?? [];
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <Input.Wrapper label="Each" description={`In ${timeZone}; weeks start on Monday`}>
          <SegmentedControl
            fullWidth
            aria-label="Period"
            data={[...PERIODS]}
            value={period}
            onChange={(value) => form.setFieldValue("period", value)}
          />
        </Input.Wrapper>
        <Input.Wrapper label="Counts" description="All the account spends, or one project">
          <SegmentedControl
            fullWidth
            aria-label="What it counts"
            data={[...SCOPES]}
            value={scope}
            onChange={(value) => form.setFieldValue("scope", value)}
          />
        </Input.Wrapper>
      </SimpleGrid>
      {ofProject && (
        <Autocomplete
          label="Project"
          description="As your jobs and records name it; it may be one that has no costs yet"
          data={projects}
          {...form.getInputProps("project")}
        />
      )}
    </>
  );
}

/** The same of a budget that is there: shown, and why it stays. */
export function FixedScope({ budget }: { budget: Pick<Budget, "period" | "project"> }) {
  return (
    <div>
      <Text size="sm" fw={500}>
        {scopeWords(budget)}, {PERIOD_EACH[budget.period]}
      </Text>
      <Text size="xs" c="dimmed">
        Period and scope stay as they are: what is counted already would mean something else. Make another budget for
        another period or project.
      </Text>
    </div>
  );
}
