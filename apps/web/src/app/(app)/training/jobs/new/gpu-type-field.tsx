"use client";

import { Autocomplete, type AutocompleteProps, type OptionsFilter } from "@mantine/core";
import { useNow, usePrices } from "@pipeline/react";
import { useMemo, useState } from "react";
import { gpuTypes, timeOf } from "../../../prices/view";
import { KNOWN_GPUS } from "./form";

const everyType: OptionsFilter = ({ options }) => options;

/** A GPU type: all that the presets name or that have a price today, or any other that is typed. */
export function GpuTypeField({ onChange, ...field }: Omit<AutocompleteProps, "data" | "filter">) {
  const { items } = usePrices();
  const now = useNow();
  const types = useMemo(
    () => [...new Set([...KNOWN_GPUS, ...gpuTypes(items.filter((price) => timeOf(price, now) === "current"))])],
    [items, now],
  );
  // What a preset filled in is no search: it would leave nothing else to choose from.
  const [searching, setSearching] = useState(false);
  return (
    <Autocomplete
      label="GPU type"
      data={types}
      {...(!searching && { filter: everyType })}
      onChange={(type) => {
        setSearching(!types.includes(type));
        onChange?.(type);
      }}
      onDropdownClose={() => setSearching(false)}
      {...field}
    />
  );
}
