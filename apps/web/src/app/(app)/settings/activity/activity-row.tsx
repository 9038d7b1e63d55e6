import { Text } from "@mantine/core";
import { useAccount } from "@/components/shell/account";
import { Instant } from "@/components/time/instant";
import { actionWords, actorWords, refusalReason } from "./activity-words";
import classes from "../settings.module.css";

type Entry = {
  at: string;
  action: string;
  subject: string | null;
  code: string | null;
  actor: string;
  actorId: string | null;
  address: string | null;
  requestId: string | null;
};
type ActivityRowProps = { entry: Entry; known: Parameters<typeof actorWords>[1] };

/** One entry: what, whether it was done, who, from where and when. */
export function ActivityRow({ entry, known }: ActivityRowProps) {
  const { timeZone } = useAccount();
  const reason = refusalReason(entry.code);
  return (
    <li className={classes.row}>
      <div>
        <Text size="sm" title={entry.subject ?? undefined}>
          {actionWords(entry.action)}
          {reason !== undefined && (
            <Text span inherit c="var(--mantine-color-error)">
              {" "}
              · refused: {reason}
            </Text>
          )}
        </Text>
        <Text size="xs" c="dimmed" title={entry.requestId === null ? undefined : `Request ${entry.requestId}`}>
          {actorWords(entry, known)}
        </Text>
      </div>
      <Text size="xs" c="dimmed" className={classes.when}>
        <Instant at={entry.at} timeZone={timeZone} as="date-time" />
      </Text>
    </li>
  );
}
