"use client";

import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useAccount } from "@/components/shell/account";
import { auth } from "@/components/shell/session";
import { Failed } from "@/components/states/failed";
import { LoadingWord } from "@/components/states/skeletons";
import { Instant } from "@/components/time/instant";
import { refusalWords } from "../refusal";
import { SavedWord } from "../saved-word";
import { browserWords } from "./browser-words";
import { type SessionRow, useSessionList } from "./use-session-list";
import classes from "../settings.module.css";

type Answer = { error: { status: number; message?: string | undefined } | null };

/** Where the account is signed in, and the way out of each. */
export function Sessions() {
  const { timeZone } = useAccount();
  const { sessions, error, retry, refresh } = useSessionList();
  const [busy, setBusy] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);

  async function end(what: string, ask: () => Promise<Answer>): Promise<void> {
    setBusy(what);
    setRefused(null);
    const answer = await ask();
    if (answer.error) setRefused(refusalWords(answer.error));
    await refresh();
    setBusy(null);
  }

  if (error) {
    const told = { message: error.message, requestId: undefined };
    return <Failed title="The sessions could not be loaded" error={told} retry={() => void retry()} />;
  }
  if (!sessions) {
    return (
      <>
        <LoadingWord what="sessions" />
        <Skeleton height={44} />
      </>
    );
  }
  const others = sessions.length - 1;
  return (
    <Stack gap="sm">
      <ul className={classes.rows}>
        {sessions.map((session) => (
          <Row
            key={session.id}
            session={session}
            timeZone={timeZone}
            busy={busy === session.id}
            end={() => void end(session.id, () => auth.revokeSession({ token: session.token }))}
          />
        ))}
      </ul>
      <Group gap="sm">
        {others > 0 && (
          <Button
            variant="default"
            loading={busy === "others"}
            onClick={() => void end("others", () => auth.revokeOtherSessions())}
          >
            End all other sessions
          </Button>
        )}
        <SavedWord saved={false} error={refused} />
      </Group>
    </Stack>
  );
}

type RowProps = { session: SessionRow; timeZone: string; busy: boolean; end: () => void };

function Row({ session, timeZone, busy, end }: RowProps) {
  const browser = browserWords(session.browser);
  return (
    <li className={classes.row}>
      <div>
        <Text size="sm" title={session.browser ?? ""}>
          {browser}
        </Text>
        <Text size="xs" c="dimmed">
          Since <Instant at={session.since} timeZone={timeZone} as="date-time" />
        </Text>
      </div>
      {session.present ? (
        <Text size="sm" c="dimmed">
          This browser
        </Text>
      ) : (
        <Button variant="default" loading={busy} onClick={end} aria-label={`End the session of ${browser}`}>
          End
        </Button>
      )}
    </li>
  );
}
