"use client";

import { Button, Stack, Text, Title } from "@mantine/core";
import Link from "next/link";

export default function JobNotFound() {
  return (
    <Stack align="center" gap="xs" py={48}>
      <Title order={1}>There is no such job</Title>
      <Text size="sm" c="dimmed" ta="center">
        The link may be wrong, or the job belongs to another account.
      </Text>
      <Button component={Link} href="/training/jobs" variant="default" mt="xs">
        All jobs
      </Button>
    </Stack>
  );
}
