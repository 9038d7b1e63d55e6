"use client";

import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { api } from "@pipeline/react";
import { IconPlus } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { useRef, useState } from "react";
import { Failed } from "@/components/states/failed";
import { LoadingWord } from "@/components/states/skeletons";
import { KeyRow } from "./key-row";
import classes from "../settings.module.css";

const CreateKey = dynamic(() => import("./create-key").then((module) => module.CreateKey), { ssr: false });

/** The keys of the account, and the way to another one. */
export function ApiKeys() {
  const { data, error, refetch } = api.apiKeys.list.useQuery();
  const newKey = useRef<HTMLButtonElement>(null);
  const [creating, setCreating] = useState(false);
  if (!data && error) {
    const told = { message: error.message, requestId: error.data?.requestId ?? undefined };
    return <Failed title="The keys could not be loaded" error={told} retry={() => void refetch()} />;
  }
  return (
    <Stack gap="sm">
      {!data && (
        <>
          <LoadingWord what="API keys" />
          <Skeleton height={44} />
        </>
      )}
      {data?.items.length === 0 && (
        <Text size="sm" c="dimmed">
          No keys yet. A trainer needs one to report what its job does.
        </Text>
      )}
      <ul className={classes.rows}>
        {data?.items.map((key) => (
          <KeyRow key={key.id} apiKey={key} onRevoked={() => newKey.current?.focus()} />
        ))}
      </ul>
      <Group>
        <Button
          ref={newKey}
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setCreating(true)}
        >
          New key
        </Button>
      </Group>
      <CreateKey opened={creating} onClose={() => setCreating(false)} />
    </Stack>
  );
}
