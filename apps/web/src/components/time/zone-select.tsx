"use client";

import { Select, type SelectProps } from "@mantine/core";
import { isTimeZone } from "@pipeline/core/time-zone";
import { useMemo } from "react";

/** All zones this browser knows and the API takes, UTC first. */
function zonesWith(value: string): string[] {
  const known = Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC" && isTimeZone(zone));
  return [...new Set(["UTC", value, ...known])];
}

type ZoneSelectProps = Omit<SelectProps, "data" | "value" | "onChange"> & {
  value: string;
  onChange: (zone: string) => void;
};

/** A searchable choice of IANA time zones; "new york" finds America/New_York. */
export function ZoneSelect({ value, onChange, ...select }: ZoneSelectProps) {
  const data = useMemo(
    () => zonesWith(value).map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") })),
    [value],
  );
  return (
    <Select
      data={data}
      value={value}
      onChange={(zone) => zone !== null && onChange(zone)}
      searchable
      selectFirstOptionOnChange
      allowDeselect={false}
      nothingFoundMessage="No such time zone"
      {...select}
    />
  );
}
