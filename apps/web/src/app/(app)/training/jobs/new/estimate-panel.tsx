"use client";

import { Alert, Paper, Skeleton, Text, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { viewDecimals } from "@pipeline/core/money";
import { api } from "@pipeline/react";
import { keepPreviousData } from "@tanstack/react-query";
import { useMemo } from "react";
import { EstimateRange } from "@/components/jobs/estimate-range";
import { EstimateTrack } from "@/components/jobs/estimate-track";
import { formatPrice } from "@/components/money/format-price";
import { Money } from "@/components/money/money";
import { useAccount } from "@/components/shell/account";
import { type NewJobValues, toEstimate } from "./form";
import { complaintsOf } from "./complaints";
import { RoomNote } from "./room-note";
import classes from "./new-job.module.css";

const TYPING_MS = 300;
const NO_PLAN = { gpuType: "", gpuCount: 0, estimatedHours: 0 };

/** What the job will cost, as the form stands. */
export function EstimatePanel({ values }: { values: NewJobValues }) {
  const { currency } = useAccount();
  const [typed] = useDebouncedValue(values, TYPING_MS);
  const plan = useMemo(() => toEstimate(typed), [typed]);
  const own = typed.unitPrice !== "";
  const estimate = api.jobs.estimate.useQuery(plan ?? NO_PLAN, {
    enabled: plan !== undefined,
    placeholderData: keepPreviousData,
  });
  const shown = estimate.data;
  const look = { currency, decimals: viewDecimals(shown?.expected ?? "0") };
  return (
    <Paper
      component="section"
      withBorder
      p="md"
      className={classes.panel}
      aria-labelledby="estimate"
      aria-live="polite"
    >
      <Title order={2} id="estimate" mb="xs">
        Estimate
      </Title>
      {plan === undefined ? (
        <Text size="sm" c="dimmed">
          Fill in GPU type, count, hours{own && " and a price"} to see what the job will cost.
        </Text>
      ) : estimate.error ? (
        <Alert color="yellow">{complaintsOf(estimate.error)["gpuType"] ?? estimate.error.message}</Alert>
      ) : !shown ? (
        <Skeleton height={34} width={150} />
      ) : (
        <>
          <Text size="sm" c="dimmed">
            {shown.samples > 0 ? "Expected, as jobs like it went" : "If it runs its whole plan"}
          </Text>
          <Text fz="xl" fw={600} lh={1.2}>
            <Money amount={shown.expected} {...look} />
          </Text>
          <EstimateRange range={shown} look={look} />
          <RoomNote project={typed.project} expected={shown.expected} currency={currency} />
          <Text size="sm" c="dimmed" mt="xs">
            {plan.gpuCount} × {formatPrice(shown.unitPrice, currency)} a GPU-hour
            {own && ", your own price"}
          </Text>
          <Text size="sm" c="dimmed">
            {shown.basis}
          </Text>
          <EstimateTrack gpuType={plan.gpuType} />
        </>
      )}
    </Paper>
  );
}
