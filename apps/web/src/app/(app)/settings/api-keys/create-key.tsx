"use client";

import { DialogWindow } from "@/components/forms/dialog-window";
import { useState } from "react";
import { KeyForm } from "./key-form";
import { NewKey } from "./new-key";

type CreateKeyProps = { opened: boolean; onClose: () => void };

/** Makes a key and shows it, this once. */
export function CreateKey({ opened, onClose }: CreateKeyProps) {
  const [made, setMade] = useState<{ name: string; key: string } | null>(null);
  const close = () => {
    onClose();
    setMade(null);
  };
  return (
    <DialogWindow
      opened={opened}
      onClose={close}
      title={made ? `The key ${made.name}` : "New API key"}
      size="lg"
      // A slip beside the window must not lose a key that is shown once.
      closeOnClickOutside={made === null}
    >
      {made ? <NewKey apiKey={made.key} onDone={close} /> : <KeyForm onMade={setMade} onCancel={close} />}
    </DialogWindow>
  );
}
