import { Button, Center } from "@mantine/core";

type MoreButtonProps = { busy: boolean; onMore: () => void; children: string };

/** Asks for the next page. Stays enabled while it loads: a disabled button would drop the focus. */
export function MoreButton({ busy, onMore, children }: MoreButtonProps) {
  return (
    <Center>
      <Button variant="default" aria-busy={busy} onClick={onMore}>
        {children}
      </Button>
    </Center>
  );
}
