import { Button, Text } from "@mantine/core";
import { useAccount } from "@/components/shell/account";
import { Instant } from "@/components/time/instant";
import { browserWords } from "./browser-words";
import type { SessionRow } from "./session-row";
import classes from "../settings.module.css";

type SessionLineProps = { session: SessionRow; busy: boolean; end: () => void };

/** One session: which browser, since when, and its end unless it is this one. */
export function SessionLine({ session, busy, end }: SessionLineProps) {
  const { timeZone } = useAccount();
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
