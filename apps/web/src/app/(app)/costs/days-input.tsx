"use client";

import { DatePickerInput } from "@mantine/dates";
import { useState } from "react";

type Days = { from: string; to: string };

/** Two dates, both included. */
export function DaysInput({ days, show }: { days: Days; show: (days: Days) => void }) {
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
