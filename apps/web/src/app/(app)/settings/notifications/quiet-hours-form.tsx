"use client";

import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import type { QuietHours } from "@pipeline/core/quiet-hours";
import { type NotificationPreferences, useNotificationPreferences } from "@pipeline/react";
import { type FormEvent, useRef, useState } from "react";
import { SavedWord } from "../saved-word";
import { quietWords } from "./words";

const NONE: QuietHours = { from: "", to: "" };

/** When desktop notifications keep silent: two times of day, or none. */
export function QuietHoursForm({ preferences: { quietHours, timeZone } }: { preferences: NotificationPreferences }) {
  const { set } = useNotificationPreferences();
  const stored = quietHours ?? NONE;
  const [draft, setDraft] = useState<QuietHours>();
  const [saved, setSaved] = useState(false);
  const [missing, setMissing] = useState<keyof QuietHours>();
  const fields = { from: useRef<HTMLInputElement>(null), to: useRef<HTMLInputElement>(null) };
  const shown = draft ?? stored;
  const changed = shown.from !== stored.from || shown.to !== stored.to;

  const edit = (change: Partial<QuietHours>) => {
    setDraft({ ...shown, ...change });
    setSaved(false);
    setMissing(undefined);
    set.reset();
  };
  const done = () => {
    setDraft(undefined);
    setSaved(true);
  };
  const send = (hours: QuietHours | null) => set.send({ quietHours: hours }, { onDone: done });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { from, to } = shown;
    if (from === "" && to === "") return send(null);
    const empty = from === "" ? "from" : to === "" ? "to" : undefined;
    setMissing(empty);
    if (empty === undefined) return send(shown);
    fields[empty].current?.focus();
  };
  const field = (name: keyof QuietHours, label: string) => (
    <TextInput
      ref={fields[name]}
      type="time"
      label={label}
      value={shown[name]}
      onChange={(event) => edit({ [name]: event.currentTarget.value })}
      error={missing === name ? "Give both times, or none." : undefined}
      w={150}
    />
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Group gap="sm" align="flex-start">
          {field("from", "Quiet from")}
          {field("to", "Quiet until")}
        </Group>
        <Text size="sm" c="dimmed">
          {quietWords(shown, timeZone)}
        </Text>
        <Group gap="sm">
          <Button type="submit" variant="default" disabled={!changed} loading={set.pending}>
            Save
          </Button>
          {(shown.from !== "" || shown.to !== "") && (
            <Button variant="subtle" onClick={() => edit(NONE)}>
              No quiet hours
            </Button>
          )}
          <SavedWord saved={saved && !changed} error={set.error?.message ?? null} />
        </Group>
      </Stack>
    </form>
  );
}
