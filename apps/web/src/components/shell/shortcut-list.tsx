"use client";

import { CloseButton, Group, Kbd, Modal, Text } from "@mantine/core";
import { Table } from "@/components/table/table";
import { useMounted } from "@mantine/hooks";
import { Fragment } from "react";
import { PLACES } from "./places";

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

type ShortcutListProps = { opened: boolean; onClose: () => void };

/** The list of all keys, above the page. */
export function ShortcutList({ opened, onClose }: ShortcutListProps) {
  // What is open from the start takes the focus but does not give it back.
  const mounted = useMounted();
  return (
    <Modal.Root opened={opened && mounted} onClose={onClose} size="sm" centered>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <Group justify="space-between">
            <Modal.Title>Keyboard shortcuts</Modal.Title>
            <CloseButton aria-label="Close" onClick={onClose} />
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
