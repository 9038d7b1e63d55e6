"use client";

import { Alert, Anchor, Button, Grid, Group, Paper, Stack, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { api } from "@pipeline/react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { focusFirst } from "@/components/forms/focus-first";
import { EstimatePanel } from "./estimate-panel";
import { complaintsOf, isOverBudget } from "./complaints";
import { EMPTY_JOB, type NewJobValues, toCreateJob } from "./form";
import { JobFields } from "./job-fields";
import { randomKey } from "@/components/forms/random-key";

/** Registers a job: a preset to begin with, what it will cost beside it. */
export function NewJob() {
  const router = useRouter();
  const utils = api.useUtils();
  // One key a form: sending it twice makes one job.
  const [key] = useState(randomKey);
  const form = useForm<NewJobValues>({
    name: "new-job",
    initialValues: EMPTY_JOB,
    validateInputOnBlur: true,
    validate: (values) => {
      const result = toCreateJob(values);
      return "errors" in result ? result.errors : {};
    },
  });
  const create = api.jobs.create.useMutation({
    onError: (error) => {
      const errors = complaintsOf(error);
      form.setErrors(errors);
      focusFirst(form, errors);
    },
    onSuccess: async (job) => {
      await Promise.all([utils.jobs.invalidate(), utils.notifications.invalidate()]);
      router.push(`/training/jobs/${job.id}`);
    },
  });
  const submit = form.onSubmit(
    (values) => {
      const result = toCreateJob(values);
      if ("job" in result) create.mutate({ ...result.job, idempotencyKey: key });
    },
    (errors) => focusFirst(form, errors),
  );
  const unplaced = (create.error?.data?.fields.length ?? 0) === 0;
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Title order={1}>New job</Title>
        <Grid gap="md">
          <Grid.Col span={{ base: 12, md: 8 }}>
            <Paper withBorder p="md">
              <JobFields form={form} />
            </Paper>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 4 }}>
            <EstimatePanel values={form.values} />
          </Grid.Col>
        </Grid>
        {create.error && unplaced && (
          <Alert color="red" role="alert">
            The job was not registered. {create.error.message}
            {isOverBudget(create.error) && (
              <>
                {" "}
                <Anchor component={Link} href="/budgets" inherit c="inherit" underline="always">
                  Look at the budgets
                </Anchor>
              </>
            )}
          </Alert>
        )}
        <Group>
          <Button type="submit" loading={create.isPending || create.isSuccess}>
            Register job
          </Button>
          <Button component={Link} href="/training/jobs" variant="default">
            Back to the jobs
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
