"use client";

import { Button, Checkbox, Group, PasswordInput, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { focusFirst } from "@/components/forms/focus-first";
import { atDoor } from "@/components/shell/session";
import { refusalWords } from "./refusal";
import { SavedWord } from "./saved-word";
import { useRefreshSessions } from "./sessions/use-sessions";

const MIN_LENGTH = 10;
const EMPTY = { currentPassword: "", newPassword: "", revokeOtherSessions: true };

type State = "idle" | "busy" | "saved";

/** A new password, proved by the old one. */
export function PasswordForm() {
  const [state, setState] = useState<State>("idle");
  const [error, setError] = useState<string | null>(null);
  const refresh = useRefreshSessions();
  const form = useForm({
    name: "password",
    initialValues: EMPTY,
    validate: {
      currentPassword: (value) => (value === "" ? "Give the present password." : null),
      newPassword: (value) => (value.length < MIN_LENGTH ? `At least ${MIN_LENGTH} characters.` : null),
    },
    onValuesChange: () => setState("idle"),
  });

  async function change(values: typeof EMPTY): Promise<void> {
    setState("busy");
    setError(null);
    const answer = await atDoor((door) => door.changePassword(values));
    if (answer.error) {
      setState("idle");
      const words = refusalWords(answer.error);
      if (answer.error.code !== "INVALID_PASSWORD") return setError(words);
      form.setErrors({ currentPassword: words });
      focusFirst(form, { currentPassword: words });
      return;
    }
    form.setValues(EMPTY);
    setState("saved");
    await refresh();
  }

  return (
    <form
      onSubmit={form.onSubmit(
        (values) => void change(values),
        (errors) => focusFirst(form, errors),
      )}
      noValidate
    >
      <Stack gap="sm" maw={420}>
        <PasswordInput
          label="Present password"
          autoComplete="current-password"
          {...form.getInputProps("currentPassword")}
        />
        <PasswordInput label="New password" autoComplete="new-password" {...form.getInputProps("newPassword")} />
        <Checkbox label="End all other sessions" {...form.getInputProps("revokeOtherSessions", { type: "checkbox" })} />
        <Group gap="sm">
          <Button type="submit" variant="default" loading={state === "busy"}>
            Change password
          </Button>
          <SavedWord saved={state === "saved"} error={error} />
        </Group>
      </Stack>
    </form>
  );
}
