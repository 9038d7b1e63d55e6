import { Paper, Text } from "@mantine/core";
import type { ReactNode } from "react";

type FigureProps = { label: string; figure: ReactNode; children?: ReactNode };

/** One number of the first row: what it is, the number, and what belongs to it. */
export function Figure({ label, figure, children }: FigureProps) {
  return (
    <Paper component="section" withBorder p="md" aria-label={label}>
      <Text component="h2" size="sm" c="dimmed" fw={400}>
        {label}
      </Text>
      <Text fz={{ base: "lg", xs: "xl" }} fw={600} lh={1.2} my={2} component="p">
        {figure}
      </Text>
      {children}
    </Paper>
  );
}
