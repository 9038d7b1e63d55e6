"use client";

import { Button, Code, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { startTransition } from "react";
import classes from "../components/states/states.module.css";

type ErrorProps = { error: Error & { digest?: string }; reset: () => void };

export default function ErrorPage({ error, reset }: ErrorProps) {
  const router = useRouter();
  const again = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  return (
    <main className={classes.whole}>
      <div>
        <h1>Something went wrong on our side</h1>
        <p>The page could not be shown. Nothing you did is lost.</p>
        <Button variant="default" onClick={again}>
          Try again
        </Button>
        {error.digest !== undefined && (
          <Text size="xs" c="dimmed" mt="md">
            Error <Code>{error.digest}</Code>
          </Text>
        )}
      </div>
    </main>
  );
}
