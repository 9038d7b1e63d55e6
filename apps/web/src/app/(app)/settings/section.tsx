import { Grid, Paper, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

type SectionProps = { id: string; title: string; about: string; children: ReactNode };

/** One matter of the settings: what it is at the left, its form at the right. */
export function Section({ id, title, about, children }: SectionProps) {
  return (
    <Paper component="section" withBorder p="md" id={id} aria-labelledby={`${id}-title`}>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, sm: 4 }}>
          <Title order={2} id={`${id}-title`}>
            {title}
          </Title>
          <Text size="sm" c="dimmed" mt={4}>
            {about}
          </Text>
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 8 }}>{children}</Grid.Col>
      </Grid>
    </Paper>
  );
}
