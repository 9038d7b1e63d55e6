import { Alert, Button, Group } from "@mantine/core";

type ConfirmFooterProps = {
  /** The words that leave everything as it is, and those that do what was asked about. */
  keep: string;
  confirm: string;
  onKeep: () => void;
  onConfirm: () => void;
  pending: boolean;
  /** Why it was not done. */
  error: { message: string } | null | undefined;
  /** What cannot be taken back is red, and the cursor does not stand on it. */
  final?: boolean;
};

/** The end of a question: what went wrong, and its two answers. */
export function ConfirmFooter({ keep, confirm, onKeep, onConfirm, pending, error, final = false }: ConfirmFooterProps) {
  return (
    <>
      {error && (
        <Alert color="red" role="alert">
          {error.message}
        </Alert>
      )}
      <Group justify="flex-end" mt="xs">
        <Button variant="default" onClick={onKeep} data-autofocus={final || undefined}>
          {keep}
        </Button>
        <Button
          {...(final && { color: "red.9" })}
          loading={pending}
          onClick={onConfirm}
          data-autofocus={!final || undefined}
        >
          {confirm}
        </Button>
      </Group>
    </>
  );
}
