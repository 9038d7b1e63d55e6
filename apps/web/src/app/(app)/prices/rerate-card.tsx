"use client";

import { Alert, Anchor, Button, Group, Paper, Select, SimpleGrid, Stack, Text, TextInput, Title } from "@mantine/core";
import { DialogWindow } from "@/components/forms/dialog-window";
import { DatePickerInput } from "@mantine/dates";
import { useForm } from "@mantine/form";
import { api } from "@pipeline/react";
import Link from "next/link";
import { useState } from "react";
import { ConfirmFooter } from "@/components/forms/confirm-footer";
import { focusFirst } from "@/components/forms/focus-first";
import { randomKey } from "@/components/forms/random-key";
import { outcomeWords } from "./outcome-words";
import { spanOf, type Days } from "./span";

const ALL = "all";
const MAX_REASON = 500;
const ALL_DAYS: Days = [null, null];

type RerateCardProps = { gpus: readonly string[]; currency: string; timeZone: string };

/** Prices one's jobs and files again by the catalogue as it is now, after a look at what that means. */
export function RerateCard({ gpus, currency, timeZone }: RerateCardProps) {
  const utils = api.useUtils();
  // One key each time it is asked for: sending it twice corrects once.
  const [key, setKey] = useState<string>();
  const form = useForm({
    name: "rerate",
    initialValues: { gpuType: ALL, days: ALL_DAYS, reason: "" },
    validate: {
      reason: (value) => (value.trim() === "" ? "Say why: it stays with each correction." : null),
    },
  });
  const rerate = api.prices.rerate.useMutation({
    onSuccess: async () => {
      setKey(undefined);
      form.setFieldValue("reason", "");
      await Promise.all([utils.costs.invalidate(), utils.jobs.invalidate(), utils.notifications.invalidate()]);
    },
  });
  const { gpuType, days, reason } = form.values;
  const ask = form.onSubmit(
    () => {
      rerate.reset();
      setKey(randomKey());
    },
    (errors) => focusFirst(form, errors),
  );
  const send = () => {
    if (key === undefined) return;
    const span = spanOf(days, timeZone);
    rerate.mutate({ reason: reason.trim(), idempotencyKey: key, ...span, ...(gpuType !== ALL && { gpuType }) });
  };
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="rerate">
      <Title order={2} id="rerate">
        Price your jobs again
      </Title>
      <Text size="sm" c="dimmed" mt={4} mb="md" maw={640}>
        When a price was wrong and has been put right, your jobs and stored files can follow it. No record changes: each
        gets a correction for the difference. Jobs with a price of their own stay as they are.
      </Text>
      <form onSubmit={ask} noValidate>
        <Stack gap="md">
          <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="md">
            <Select
              label="What"
              data={[{ value: ALL, label: "All jobs and files" }, ...gpus.map((value) => ({ value, label: value }))]}
              allowDeselect={false}
              searchable
              {...form.getInputProps("gpuType")}
            />
            <DatePickerInput
              type="range"
              label="Begun on, both days included"
              placeholder="At any time"
              allowSingleDateInRange
              clearable
              valueFormat="MMM D, YYYY"
              // Red is for what failed.
              weekendDays={[]}
              popoverProps={{ returnFocus: true }}
              value={[...days]}
              onChange={(chosen) => form.setFieldValue("days", chosen)}
            />
            <TextInput
              label="Reason"
              placeholder="The list price was wrong in March"
              maxLength={MAX_REASON}
              {...form.getInputProps("reason")}
            />
          </SimpleGrid>
          <Group>
            <Button type="submit" variant="default">
              Price again…
            </Button>
          </Group>
        </Stack>
      </form>
      <output aria-live="polite">
        {rerate.data && (
          <Alert mt="md" color="green">
            {outcomeWords(rerate.data, currency)} Running jobs go on at the price of the catalogue.{" "}
            <Anchor component={Link} href="/costs" inherit c="var(--mantine-color-text)" underline="always">
              See your costs
            </Anchor>
          </Alert>
        )}
      </output>
      <DialogWindow opened={key !== undefined} onClose={() => setKey(undefined)} title="Price your jobs again?">
        <Stack gap="sm">
          <Text size="sm">
            {gpuType === ALL ? "Your jobs and stored files" : `Your jobs on ${gpuType}`}
            {days[0] !== null && " of the days you chose"} are priced again, each at the price of its start. Past totals
            and budgets move with the corrections.
          </Text>
          <ConfirmFooter
            keep="Leave them"
            onKeep={() => setKey(undefined)}
            confirm="Price again"
            onConfirm={send}
            pending={rerate.isPending}
            error={rerate.error}
          />
        </Stack>
      </DialogWindow>
    </Paper>
  );
}
