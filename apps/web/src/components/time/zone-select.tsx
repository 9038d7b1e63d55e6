"use client";

import { type OptionsFilter, Select, type SelectProps } from "@mantine/core";
import { isTimeZone } from "@pipeline/core/time-zone-name";
import { useMemo } from "react";

// Browsers list some zones by the name they had; people look for the present one.
const RENAMED: Readonly<Record<string, string>> = {
  "Africa/Asmera": "Africa/Asmara",
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Godthab": "America/Nuuk",
  "America/Indianapolis": "America/Indiana/Indianapolis",
  "America/Louisville": "America/Kentucky/Louisville",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
  "Pacific/Enderbury": "Pacific/Kanton",
  "Pacific/Ponape": "Pacific/Pohnpei",
  "Pacific/Truk": "Pacific/Chuuk",
};

/** All zones this browser knows and the API takes, UTC first. */
function zonesWith(value: string): string[] {
  const known = Intl.supportedValuesOf("timeZone").map((zone) => RENAMED[zone] ?? zone);
  return [...new Set(["UTC", value, ...known.toSorted()])].filter(isTimeZone);
}

const plain = (text: string) => text.trim().toLowerCase().replaceAll("_", " ");
const byName: OptionsFilter = ({ options, search }) =>
  options.filter((option) => "value" in option && plain(option.label).includes(plain(search)));

// What is typed takes the place of the zone that is there. A click sets the caret after the focus has come.
const selectAll = (event: { currentTarget: HTMLInputElement }) => event.currentTarget.select();

type ZoneSelectProps = Omit<SelectProps, "data" | "value" | "onChange"> & {
  value: string;
  onChange: (zone: string) => void;
};

/** A searchable choice of IANA time zones; "new york" and "New_York" find America/New_York. */
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
      filter={byName}
      selectFirstOptionOnChange
      allowDeselect={false}
      nothingFoundMessage="No such time zone"
      onFocus={selectAll}
      onClick={selectAll}
      {...select}
    />
  );
}
