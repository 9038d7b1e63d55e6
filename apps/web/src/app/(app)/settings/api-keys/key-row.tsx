"use client";

import { Alert, Badge, Button, Code, Group, Stack, Text } from "@mantine/core";
import { Dialog } from "@/components/forms/dialog";
import { api, useNow } from "@pipeline/react";
import { useState } from "react";
import { useAccount } from "@/components/shell/account";
import { Instant } from "@/components/time/instant";
import classes from "../settings.module.css";

/** A key as its owner sees it: never the key itself. */
type KeyShown = {
  id: string;
  name: string;
  start: string;
  scopes: readonly string[];
  createdAt: string;
  lastUsedAt: string | null;
  expiresAt: string | null;
};

/** One key: what it may do, when it was used, when it ends. */
export function KeyRow({ apiKey, onRevoked }: { apiKey: KeyShown; onRevoked: () => void }) {
  const { timeZone } = useAccount();
  const now = useNow();
  const expired = apiKey.expiresAt !== null && Date.parse(apiKey.expiresAt) <= now;
  return (
    <li className={classes.row}>
      <div>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {apiKey.name}
          </Text>
          <Code>{apiKey.start}…</Code>
          {expired && (
            <Badge variant="default" size="sm" tt="none" fw={500}>
              Expired
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed" className={classes.scope}>
          {apiKey.scopes.join("  ")}
        </Text>
        <Text size="xs" c="dimmed">
          Made <Instant at={apiKey.createdAt} timeZone={timeZone} as="date" />.{" "}
          {apiKey.lastUsedAt === null ? (
            "Never used."
          ) : (
            <>
              Last used <Instant at={apiKey.lastUsedAt} timeZone={timeZone} as="date-time" />.
            </>
          )}{" "}
          {apiKey.expiresAt !== null && (
            <>
              {expired ? "Ended" : "Ends"} <Instant at={apiKey.expiresAt} timeZone={timeZone} as="date-time" />.
            </>
          )}
        </Text>
      </div>
      <RevokeKey id={apiKey.id} name={apiKey.name} onRevoked={onRevoked} />
    </li>
  );
}

type RevokeKeyProps = { id: string; name: string; onRevoked: () => void };

function RevokeKey({ id, name, onRevoked }: RevokeKeyProps) {
  const [asking, setAsking] = useState(false);
  const utils = api.useUtils();
  const revoke = api.apiKeys.revoke.useMutation({
    onSuccess: async () => {
      setAsking(false);
      await utils.apiKeys.invalidate();
      onRevoked();
    },
  });
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)} aria-label={`Revoke the key ${name}`}>
        Revoke
      </Button>
      <Dialog opened={asking} onClose={() => setAsking(false)} title={`Revoke ${name}?`}>
        <Stack gap="sm">
          <Text size="sm">
            The next request with this key is refused. A trainer that uses it can report nothing more, and its running
            job is counted as lost after 15 minutes.
          </Text>
          {revoke.error && (
            <Alert color="red" role="alert">
              {revoke.error.message}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
              Keep the key
            </Button>
            <Button color="red.9" loading={revoke.isPending} onClick={() => revoke.mutate({ id })}>
              Revoke key
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </>
  );
}
