"use client";

import { Input, Select, Skeleton } from "@mantine/core";
import { PERIODS } from "@pipeline/core/period-words";
import { lazy, Suspense } from "react";
import { ZoneSelect } from "@/components/time/zone-select";
import type { CostsView } from "./view";
import { PERIOD_WORDS } from "./words";
import classes from "./costs.module.css";

const DaysInput = lazy(() => import("./days-input").then((module) => ({ default: module.DaysInput })));

const CUSTOM = "custom";
const CHOICES = [
  ...PERIODS.map((period) => ({ value: period, label: PERIOD_WORDS[period] })),
  { value: CUSTOM, label: "Custom dates" },
];

type ToolbarProps = {
  view: CostsView;
  show: (next: CostsView) => void;
  /** The days shown now: where custom dates begin. */
  days: { from: string; to: string };
  accountZone: string;
};

/** Which days are looked at, and in which zone they are cut. */
export function Toolbar({ view, show, days, accountZone }: ToolbarProps) {
  const { timeZone: _zone, ...anyZone } = view;
  const custom = "from" in view.window;
  return (
    <div className={classes.toolbar} data-custom={custom}>
      <Select
        label="Period"
        data={CHOICES}
        value={"period" in view.window ? view.window.period : CUSTOM}
        onChange={(value) => {
          const period = PERIODS.find((known) => known === value);
          show({ ...view, window: period === undefined ? days : { period } });
        }}
        allowDeselect={false}
        checkIconPosition="right"
      />
      {custom && (
        <Suspense fallback={<DaysSkeleton />}>
          <DaysInput days={days} show={(window) => show({ ...view, window })} />
        </Suspense>
      )}
      <ZoneSelect
        label="Time zone"
        value={view.timeZone ?? accountZone}
        onChange={(zone) => show(zone === accountZone ? anyZone : { ...view, timeZone: zone })}
      />
    </div>
  );
}

/** The field that is still to come, in its own height. */
function DaysSkeleton() {
  return (
    <Input.Wrapper label="Dates, both included" labelElement="div">
      <Skeleton height={36} aria-hidden />
    </Input.Wrapper>
  );
}
