"use client";

import { Select } from "@mantine/core";
import { GRANULARITIES, type Granularity } from "@pipeline/core/period-words";
import { daysOf, granularitiesFor } from "./granularities";
import type { CostsView } from "./view";
import { GRANULARITY_WORDS } from "./words";

type StepSelectProps = { view: CostsView; show: (next: CostsView) => void; shown: Granularity };

/** How wide a bar of the chart is; `shown` is the step that was chosen for the view. */
export function StepSelect({ view, show, shown }: StepSelectProps) {
  const steps = new Set([...granularitiesFor(daysOf(view.window)), shown]);
  return (
    <Select
      aria-label="Step of the chart"
      w={120}
      data={GRANULARITIES.filter((step) => steps.has(step)).map((value) => ({
        value,
        label: GRANULARITY_WORDS[value],
      }))}
      value={view.granularity ?? shown}
      onChange={(step) => step !== null && show({ ...view, granularity: step })}
      allowDeselect={false}
      checkIconPosition="right"
    />
  );
}
