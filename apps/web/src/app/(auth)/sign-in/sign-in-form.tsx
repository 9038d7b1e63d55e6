"use client";

import { Alert, Anchor, Button, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import Link from "next/link";
import { useState } from "react";
import { atDoor } from "@/components/shell/session";
import { complaintsOf } from "../answer";
import classes from "../auth.module.css";

type Credentials = { email: string; password: string };

type SignInFormProps = {
  /** Where to go then. */
  next: string;
  /** The demo account, where there is one. */
  demo: Credentials | null;
  mayJoin: boolean;
};

/** E-mail and password; where there is a demo, one click signs in to it. */
export function SignInForm({ next, demo, mayJoin }: SignInFormProps) {
  const [busy, setBusy] = useState<"own" | "demo" | null>(null);
  const [complaint, setComplaint] = useState<string | null>(null);
  const form = useForm({ mode: "uncontrolled", initialValues: { email: "", password: "" } });

  async function signIn(who: "own" | "demo", values: Credentials): Promise<void> {
    setBusy(who);
    setComplaint(null);
    const { error } = await atDoor((door) => door.signIn.email(values));
    if (!error) return window.location.assign(next);
    const { fields, form: sentence } = complaintsOf(error, ["email", "password"]);
    form.setErrors(fields);
    setComplaint(sentence);
    setBusy(null);
  }

  return (
    <>
      <form onSubmit={form.onSubmit((values) => void signIn("own", values))} noValidate>
        <Stack gap="md">
          <Title order={1}>Sign in</Title>
          {complaint !== null && (
            <Alert color="red" variant="light" role="alert" p="sm">
              {complaint}
            </Alert>
          )}
          <TextInput
            label="E-mail"
            type="email"
            autoComplete="username"
            key={form.key("email")}
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            key={form.key("password")}
            {...form.getInputProps("password")}
          />
          <Button type="submit" loading={busy === "own"} disabled={busy === "demo"}>
            Sign in
          </Button>
          {mayJoin && (
            <Text size="sm" c="dimmed">
              No account yet?{" "}
              <Anchor component={Link} href="/sign-up" size="sm" underline="always">
                Create one
              </Anchor>
            </Text>
          )}
        </Stack>
      </form>
      {demo !== null && (
        <Stack gap="xs" className={classes.demo}>
          <Text size="sm" c="dimmed">
            This installation has a demo account with jobs, costs and notifications: {demo.email}, password{" "}
            {demo.password}.
          </Text>
          <Button
            variant="default"
            loading={busy === "demo"}
            disabled={busy === "own"}
            onClick={() => void signIn("demo", demo)}
          >
            Sign in to the demo
          </Button>
        </Stack>
      )}
    </>
  );
}
