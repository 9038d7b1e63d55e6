"use client";

import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { UpdateAccount } from "@pipeline/core/account";
import { api } from "@pipeline/react";
import { focusFirst } from "@/components/forms/focus-first";
import { useAccount } from "@/components/shell/account";
import { SavedWord } from "./saved-word";

function complaintAbout(name: string): string | null {
  const parsed = UpdateAccount.safeParse({ name });
  return parsed.success ? null : (parsed.error.issues[0]?.message ?? null);
}

/** Name and e-mail; the e-mail is what one signs in with and stays. */
export function ProfileForm() {
  const { name, email } = useAccount();
  const utils = api.useUtils();
  const form = useForm({ name: "profile", initialValues: { name }, validate: { name: complaintAbout } });
  const update = api.account.update.useMutation({
    onSuccess: async (account) => {
      form.setInitialValues({ name: account.name });
      form.setValues({ name: account.name });
      await utils.account.invalidate();
    },
    onError: ({ data }) => form.setErrors(Object.fromEntries((data?.fields ?? []).map((f) => [f.field, f.message]))),
  });
  return (
    <form
      onSubmit={form.onSubmit(
        (values) => update.mutate(values),
        (errors) => focusFirst(form, errors),
      )}
      noValidate
    >
      <Stack gap="sm" maw={420}>
        <TextInput label="Name" autoComplete="name" {...form.getInputProps("name")} />
        <TextInput label="E-mail" value={email} readOnly variant="filled" />
        <Group gap="sm">
          <Button type="submit" variant="default" disabled={!form.isDirty()} loading={update.isPending}>
            Save
          </Button>
          <SavedWord saved={update.isSuccess && !form.isDirty()} error={update.error?.message ?? null} />
        </Group>
      </Stack>
    </form>
  );
}
