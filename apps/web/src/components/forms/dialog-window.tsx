"use client";

import { Modal, type ModalProps } from "@mantine/core";
import { useMounted } from "@mantine/hooks";

/** A dialog that may be asked for before it is loaded. */
export function DialogWindow({ opened, ...modal }: ModalProps) {
  // What is open from the start takes the focus but does not give it back.
  const mounted = useMounted();
  return <Modal opened={opened && mounted} centered {...modal} />;
}
