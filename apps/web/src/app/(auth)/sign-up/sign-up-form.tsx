"use client";

import { Alert, Anchor, Button, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { isTimeZone } from "@pipeline/core/time-zone-name";
import { api } from "@pipeline/react";
import Link from "next/link";
import { useState, useSyncExternalStore } from "react";
import { atDoor } from "@/components/shell/session";
import { ZoneSelect } from "@/components/time/zone-select";
import { complaintsOf } from "../answer";

const never = () => () => {};
const EMPTY = { name: "", email: "", password: "" };

/** The zone of this browser; UTC when it has one that nobody else knows. */
function zoneHere(): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return isTimeZone(timeZone) ? timeZone : "UTC";
}

/** Makes an account; days are cut in the zone it is given. */
export function SignUpForm() {
  const [busy, setBusy] = useState(false);
  const [complaint, setComplaint] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string>();
  // The server does not know the browser's: it is proposed once the page is there.
  const proposed = useSyncExternalStore(never, zoneHere, () => "UTC");
  const timeZone = chosen ?? proposed;
  const update = api.account.update.useMutation();
  const form = useForm({ mode: "uncontrolled", initialValues: EMPTY });

  async function signUp(values: typeof EMPTY): Promise<void> {
    setBusy(true);
    setComplaint(null);
    const { error } = await atDoor((door) => door.signUp.email(values));
    if (!error) {
      // The account is there in any case; its zone can be set again in the settings.
      await update.mutateAsync({ timeZone }).catch(() => {});
      return window.location.assign("/costs");
    }
    const { fields, form: sentence } = complaintsOf(error, Object.keys(EMPTY));
    form.setErrors(fields);
    setComplaint(sentence);
    setBusy(false);
  }

  return (
    <form onSubmit={form.onSubmit((values) => void signUp(values))} noValidate>
      <Stack gap="md">
        <Title order={1}>Create an account</Title>
        {complaint !== null && (
          <Alert color="red" variant="light" role="alert" p="sm">
            {complaint}
          </Alert>
        )}
        <TextInput label="Name" autoComplete="name" key={form.key("name")} {...form.getInputProps("name")} />
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          key={form.key("email")}
          {...form.getInputProps("email")}
        />
        <PasswordInput
          label="Password"
          description={form.errors["password"] ? null : "At least 10 characters"}
          autoComplete="new-password"
          key={form.key("password")}
          {...form.getInputProps("password")}
        />
        <ZoneSelect
          label="Time zone"
          description="Days and months of your costs are counted in it"
          value={timeZone}
          onChange={setChosen}
        />
        <Button type="submit" loading={busy}>
          Create account
        </Button>
        <Text size="sm" c="dimmed">
          You have an account?{" "}
          <Anchor component={Link} href="/sign-in" size="sm" underline="always">
            Sign in
          </Anchor>
        </Text>
      </Stack>
    </form>
  );
}
