"use client";

import { Select } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { PERIODS } from "@pipeline/core/period";
import { useState } from "react";
import { ZoneSelect } from "@/components/time/zone-select";
import type { CostsView } from "./view";
import { PERIOD_WORDS } from "./words";
import classes from "./costs.module.css";

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
      {custom && <DaysInput days={days} show={(window) => show({ ...view, window })} />}
      <ZoneSelect
        label="Time zone"
        value={view.timeZone ?? accountZone}
        onChange={(zone) => show(zone === accountZone ? anyZone : { ...view, timeZone: zone })}
      />
    </div>
  );
}

type Days = ToolbarProps["days"];

function DaysInput({ days, show }: { days: Days; show: (days: Days) => void }) {
  // The first of two dates, while the second is still to be chosen.
  const [half, setHalf] = useState<string | null>(null);
  return (
    <DatePickerInput
      type="range"
      label="Dates, both included"
      value={half === null ? [days.from, days.to] : [half, null]}
      onChange={([from, to]) => {
        setHalf(to === null ? from : null);
        if (from !== null && to !== null) show({ from, to });
      }}
      allowSingleDateInRange
      valueFormat="MMM D, YYYY"
      // Red is for what failed.
      weekendDays={[]}
      popoverProps={{ returnFocus: true }}
    />
  );
}
