import { Text } from "@mantine/core";

type SavedWordProps = { saved: boolean; error: string | null };

/** What became of a form, beside its button: told to those who do not see it, too. */
export function SavedWord({ saved, error }: SavedWordProps) {
  return (
    <Text component="output" size="sm" c={error === null ? "dimmed" : "var(--mantine-color-error)"}>
      {error ?? (saved ? "Saved" : "")}
    </Text>
  );
}
