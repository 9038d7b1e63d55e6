import { Anchor, Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { PipelineProvider } from "@pipeline/react";
import { readyApp, requestCtx } from "@/server/rsc";
import { SignUpForm } from "./sign-up-form";

export const metadata: Metadata = { title: "Create an account" };

export default async function SignUpPage() {
  const app = await readyApp();
  if (!app) return null;
  const { actor, now } = await requestCtx();
  if (actor !== null) redirect("/costs");
  if (app.env.signUp === "closed") return <Closed />;
  return (
    <PipelineProvider renderedAt={now()}>
      <SignUpForm />
    </PipelineProvider>
  );
}

function Closed() {
  return (
    <Stack gap="xs">
      <Title order={1}>Sign-up is closed</Title>
      <Text size="sm" c="dimmed">
        Accounts of this installation are made by its administrator.
      </Text>
      <Anchor href="/sign-in" size="sm">
        Sign in
      </Anchor>
    </Stack>
  );
}
