"use client";

import { CloseButton, Group, Kbd, Modal, Table, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { Fragment, useMemo, useState } from "react";
import { PLACES } from "./places";
import { useKeys } from "./use-keys";

const GROUPS = [
  {
    title: "Anywhere",
    rows: [
      ...PLACES.map(({ key, label }) => ({ keys: ["g", key], does: `Go to ${label}` })),
      { keys: ["z"], does: "Undo, while a message offers it" },
      { keys: ["?"], does: "Show this list" },
    ],
  },
  {
    title: "In the notifications",
    rows: [
      { keys: ["j"], does: "Next" },
      { keys: ["k"], does: "Previous" },
      { keys: ["Enter"], does: "Open" },
      { keys: ["→"], does: "Open a group, ← closes it" },
      { keys: ["e"], does: "Archive, or put back" },
      { keys: ["s"], does: "Snooze" },
      { keys: ["u"], does: "Mark as unread, or as read" },
      { keys: ["Shift", "a"], does: "Mark all as read" },
    ],
  },
] as const;

/** The keys that work everywhere, and the list of all keys. */
export function Shortcuts() {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  const go = useMemo(
    () => Object.fromEntries(PLACES.map(({ key, href }) => [`g ${key}`, () => router.push(href)])),
    [router],
  );
  useKeys({ ...go, "?": () => setOpen(true) });
  return (
    <Modal.Root opened={open} onClose={close} size="sm" centered>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <Group justify="space-between">
            <Modal.Title>Keyboard shortcuts</Modal.Title>
            <CloseButton aria-label="Close" onClick={close} />
          </Group>
          {GROUPS.map(({ title, rows }) => (
            <Fragment key={title}>
              <Text size="xs" c="dimmed" mt="sm" mb={4}>
                {title}
              </Text>
              <Table withRowBorders={false} verticalSpacing={6} horizontalSpacing={0}>
                <Table.Tbody>
                  {rows.map(({ keys, does }) => (
                    <Table.Tr key={does}>
                      <Table.Td>{does}</Table.Td>
                      <Table.Td ta="right">
                        {keys.map((key) => (
                          <Kbd key={key} ml={4}>
                            {key}
                          </Kbd>
                        ))}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Fragment>
          ))}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
