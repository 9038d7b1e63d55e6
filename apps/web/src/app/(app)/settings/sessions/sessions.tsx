"use client";

import { Button, Group, Stack } from "@mantine/core";
import { useRef, useState } from "react";
import { atDoor } from "@/components/shell/session";
import { refusalWords } from "../refusal";
import { SavedWord } from "../saved-word";
import { SessionLine } from "./session-line";
import type { SessionRow } from "./session-row";
import { endSession, useRefreshSessions, useSessions } from "./use-sessions";
import classes from "../settings.module.css";

const SHOWN_AT_FIRST = 5;

/** Where the account is signed in, and the way out of each. */
export function Sessions({ initial }: { initial: SessionRow[] }) {
  const sessions = useSessions(initial);
  const refresh = useRefreshSessions();
  const list = useRef<HTMLUListElement>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  const shown = all ? sessions : sessions.slice(0, SHOWN_AT_FIRST);

  async function end(what: string, ask: () => ReturnType<typeof endSession>): Promise<void> {
    setBusy(what);
    setRefused(null);
    const { error } = await ask();
    if (error) setRefused(refusalWords(error));
    await refresh();
    setBusy(null);
    // The button is gone with its session.
    list.current?.focus();
  }

  return (
    <Stack gap="sm">
      <ul className={classes.rows} ref={list} tabIndex={-1}>
        {shown.map((session) => (
          <SessionLine
            key={session.id}
            session={session}
            busy={busy === session.id}
            end={() => void end(session.id, () => endSession(session.id))}
          />
        ))}
      </ul>
      <Group gap="sm">
        {shown.length < sessions.length && (
          <Button variant="default" onClick={() => setAll(true)}>
            Show all {sessions.length}
          </Button>
        )}
        {sessions.length > 1 && (
          <Button
            variant="default"
            loading={busy === "others"}
            onClick={() => void end("others", () => atDoor((door) => door.revokeOtherSessions()))}
          >
            End all other sessions
          </Button>
        )}
        <SavedWord saved={false} error={refused} />
      </Group>
    </Stack>
  );
}
