"use client";

import { Switch, Text } from "@mantine/core";
import { Table } from "@/components/table/table";
import { type Channel, CHANNELS } from "@pipeline/core/notification-channels";
import { lookOf, NOTIFICATION_TYPES, type NotificationType } from "@pipeline/core/notification-looks";
import { type NotificationPreferences, useNotificationPreferences } from "@pipeline/react";
import { useState } from "react";
import { SavedWord } from "../saved-word";
import { CHANNEL_WORDS, MANDATORY_WORDS } from "./words";
import classes from "./notifications.module.css";

/** Which type is told on which channel; each switch is saved as it is moved. */
export function ChannelTable({ preferences }: { preferences: NotificationPreferences }) {
  const { set } = useNotificationPreferences();
  const [saved, setSaved] = useState(false);
  const choose = (type: NotificationType, channel: Channel, on: boolean) => {
    setSaved(false);
    set.send({ types: { [type]: { [channel]: on } } }, { onDone: () => setSaved(true) });
  };
  return (
    <div>
      <Table className={classes.table ?? ""} verticalSpacing={0} horizontalSpacing={0}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Tell me of</Table.Th>
            {CHANNELS.map((channel) => (
              <Table.Th key={channel} scope="col" className={classes.channel ?? ""}>
                {CHANNEL_WORDS[channel]}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {NOTIFICATION_TYPES.map((type) => (
            <TypeRow
              key={type}
              type={type}
              choice={preferences.types[type]}
              mandatory={preferences.mandatory.includes(type)}
              choose={(channel, on) => choose(type, channel, on)}
            />
          ))}
        </Table.Tbody>
      </Table>
      <div className={classes.word}>
        <SavedWord saved={saved && !set.pending} error={set.error?.message ?? null} />
      </div>
    </div>
  );
}

type TypeRowProps = {
  type: NotificationType;
  choice: NotificationPreferences["types"][NotificationType];
  mandatory: boolean;
  choose: (channel: Channel, on: boolean) => void;
};

function TypeRow({ type, choice, mandatory, choose }: TypeRowProps) {
  const { label } = lookOf(type);
  const reason = `reason-${type}`;
  return (
    <Table.Tr>
      <Table.Th scope="row" className={classes.type ?? ""}>
        {label}
        {mandatory && (
          <Text size="xs" c="dimmed" id={reason}>
            {MANDATORY_WORDS}
          </Text>
        )}
      </Table.Th>
      {CHANNELS.map((channel) => {
        const locked = mandatory && channel === "inApp";
        return (
          <Table.Td key={channel} className={classes.channel ?? ""}>
            <Switch
              aria-label={`${label}: ${CHANNEL_WORDS[channel]}`}
              aria-describedby={locked ? reason : undefined}
              checked={choice[channel]}
              disabled={locked}
              onChange={(event) => choose(channel, event.currentTarget.checked)}
              classNames={{ root: classes.switch ?? "", input: classes.input ?? "", track: classes.track ?? "" }}
            />
          </Table.Td>
        );
      })}
    </Table.Tr>
  );
}
