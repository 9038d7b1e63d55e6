"use client";

import { Button, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { Dialog } from "@/components/forms/dialog";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { focusFirst } from "@/components/forms/focus-first";
import { useAccount } from "@/components/shell/account";
import { atDoor } from "@/components/shell/session";
import { refusalWords } from "./refusal";

/** The end of the account, after its password and its e-mail were typed. */
export function DeleteAccount() {
  const { email } = useAccount();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const form = useForm({
    name: "delete-account",
    initialValues: { email: "", password: "" },
    validate: {
      email: (value) => (value.trim() === email ? null : `Type ${email} to confirm.`),
      password: (value) => (value === "" ? "Give the password." : null),
    },
  });

  async function remove(password: string): Promise<void> {
    setBusy(true);
    const { error } = await atDoor((door) => door.deleteUser({ password }));
    if (!error) return window.location.assign("/sign-in");
    form.setErrors({ password: refusalWords(error) });
    setBusy(false);
  }

  const close = () => {
    setAsking(false);
    form.reset();
  };
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        Delete account
      </Button>
      <Dialog opened={asking} onClose={close} title="Delete this account?">
        <form
          onSubmit={form.onSubmit(
            ({ password }) => void remove(password),
            (errors) => focusFirst(form, errors),
          )}
          noValidate
        >
          <Stack gap="sm">
            <Text size="sm">
              All jobs, cost records, notifications and API keys of {email} are removed at once and for good. Trainers
              that still report are refused.
            </Text>
            <TextInput
              label={`Type ${email} to confirm`}
              autoComplete="off"
              data-autofocus
              {...form.getInputProps("email")}
            />
            <PasswordInput label="Password" autoComplete="current-password" {...form.getInputProps("password")} />
            <Group justify="flex-end" mt="xs">
              <Button variant="default" onClick={close}>
                Keep the account
              </Button>
              <Button color="red.9" type="submit" loading={busy}>
                Delete for good
              </Button>
            </Group>
          </Stack>
        </form>
      </Dialog>
    </>
  );
}
