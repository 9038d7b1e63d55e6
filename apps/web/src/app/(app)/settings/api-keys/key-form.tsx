"use client";

import { Alert, Button, Checkbox, Group, Stack, TextInput } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { useForm } from "@mantine/form";
import { CreateApiKey } from "@pipeline/core/account";
import { DEFAULT_KEY_SCOPES, SCOPES } from "@pipeline/core/actor";
import { toInstant } from "@pipeline/core/instant";
import { addDays, startOfLocalDate } from "@pipeline/core/time-zone";
import { api } from "@pipeline/react";
import { focusFirst } from "@/components/forms/focus-first";
import { useAccount } from "@/components/shell/account";
import { ScopeChoice } from "./scope-choice";
import { SCOPE_WORDS } from "./scope-words";
import classes from "../settings.module.css";

type KeyFormProps = { onMade: (made: { name: string; key: string }) => void; onCancel: () => void };
type Values = { name: string; scopes: string[]; expires: string | null };

/** Name, scopes and, if wanted, the last day of a key. */
export function KeyForm({ onMade, onCancel }: KeyFormProps) {
  const { timeZone } = useAccount();
  const utils = api.useUtils();
  const read = ({ name, scopes, expires }: Values) =>
    CreateApiKey.safeParse({
      name,
      scopes,
      ...(expires !== null && { expiresAt: toInstant(startOfLocalDate(addDays(expires, 1), timeZone)) }),
    });
  const form = useForm<Values>({
    name: "api-key",
    initialValues: { name: "", scopes: [...DEFAULT_KEY_SCOPES], expires: null },
    validate: (values) => {
      const parsed = read(values);
      return parsed.success
        ? {}
        : toErrors(parsed.error.issues.map((i) => ({ field: i.path.join("."), message: i.message })));
    },
  });
  const create = api.apiKeys.create.useMutation({
    onSuccess: async (made) => {
      onMade(made);
      await utils.apiKeys.invalidate();
    },
    onError: ({ data }) => form.setErrors(toErrors(data?.fields ?? [])),
  });
  const submit = form.onSubmit(
    (values) => {
      const parsed = read(values);
      if (parsed.success) create.mutate(parsed.data);
    },
    (errors) => focusFirst(form, errors),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput label="Name" placeholder="Trainer in Frankfurt" data-autofocus {...form.getInputProps("name")} />
        <ScopeChoice scopes={form.values.scopes} onChoose={(scopes) => form.setFieldValue("scopes", scopes)} />
        <Checkbox.Group label="Scopes" {...form.getInputProps("scopes")}>
          <Stack gap={10} mt="xs">
            {SCOPES.map((scope) => (
              <Checkbox
                key={scope}
                value={scope}
                label={SCOPE_WORDS[scope]}
                description={<span className={classes.scope}>{scope}</span>}
              />
            ))}
          </Stack>
        </Checkbox.Group>
        <DatePickerInput
          label="Last day"
          description={`Valid until its end in ${timeZone}. Empty: until it is revoked.`}
          clearable
          valueFormat="MMM D, YYYY"
          weekendDays={[]}
          {...form.getInputProps("expires")}
        />
        {create.error && (create.error.data?.fields.length ?? 0) === 0 && (
          <Alert color="red" role="alert">
            {create.error.message}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Create key
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Complaints by the form's own fields. */
function toErrors(complaints: readonly { field: string; message: string }[]): Record<string, string> {
  return Object.fromEntries(
    complaints.map(({ field, message }) => [
      field === "expiresAt" ? "expires" : (field.split(".")[0] ?? field),
      message,
    ]),
  );
}
