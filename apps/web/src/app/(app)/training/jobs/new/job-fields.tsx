"use client";

import { Anchor, Input, NumberInput, SegmentedControl, SimpleGrid, Stack, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { PRESETS } from "@pipeline/core/job-words";
import Link from "next/link";
import { type NewJobValues, presetValues } from "./form";
import { GpuTypeField } from "./gpu-type-field";
import classes from "./new-job.module.css";

const PRESET_CHOICES = PRESETS.map((value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1) }));

/** The fields of a job; choosing a preset fills in GPUs and hours. */
export function JobFields({ form }: { form: UseFormReturnType<NewJobValues> }) {
  return (
    <Stack gap="md">
      <Input.Wrapper label="Preset" description="Fills in GPUs and hours, and sets LoRA rank and epochs">
        <SegmentedControl
          mt={6}
          fullWidth
          aria-label="Preset"
          data={PRESET_CHOICES}
          value={form.values.presetId}
          onChange={(presetId) => form.setValues(presetValues(presetId))}
        />
      </Input.Wrapper>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <TextInput label="Name" placeholder="Chosen for you when empty" {...form.getInputProps("name")} />
        <TextInput label="Project" {...form.getInputProps("project")} />
      </SimpleGrid>
      <div className={classes.size}>
        <GpuTypeField {...form.getInputProps("gpuType")} />
        <NumberInput label="GPUs" min={1} allowDecimal={false} {...form.getInputProps("gpuCount")} />
        <NumberInput label="Planned hours" min={0} step={0.5} {...form.getInputProps("estimatedHours")} />
      </div>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <TextInput
          label="Own price per GPU-hour"
          description={
            <>
              Empty: the{" "}
              <Anchor component={Link} href="/prices" inherit underline="always">
                price catalogue
              </Anchor>{" "}
              decides
            </>
          }
          placeholder="2.95"
          inputMode="decimal"
          {...form.getInputProps("unitPrice")}
        />
        <TextInput label="Provider" description="Its own prices come first" {...form.getInputProps("provider")} />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <TextInput label="Region" placeholder="eu-north1" {...form.getInputProps("region")} />
        <TextInput label="Purchase option" placeholder="on-demand, spot" {...form.getInputProps("purchaseOption")} />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <TextInput label="Base model" {...form.getInputProps("baseModel")} />
        <TextInput label="Dataset" {...form.getInputProps("datasetId")} />
      </SimpleGrid>
    </Stack>
  );
}
