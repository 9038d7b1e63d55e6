"use client";

import { Button, Group, Stack, Text } from "@mantine/core";
import { api, useNow } from "@pipeline/react";
import { useState } from "react";
import { useAccount } from "@/components/shell/account";
import { formatInstant } from "@/components/time/format";
import { ZoneSelect } from "@/components/time/zone-select";
import { SavedWord } from "./saved-word";

/** The zone days are cut in. */
export function ZoneForm() {
  const { timeZone } = useAccount();
  const [chosen, setChosen] = useState(timeZone);
  const now = new Date(useNow()).toISOString();
  const utils = api.useUtils();
  // Every sum may have other days now.
  const update = api.account.update.useMutation({ onSuccess: () => utils.invalidate() });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        update.mutate({ timeZone: chosen });
      }}
    >
      <Stack gap="sm" maw={420}>
        <ZoneSelect label="Time zone" value={chosen} onChange={setChosen} />
        <Text size="sm" c="dimmed">
          It is {formatInstant(now, chosen, "date-time")} there.
        </Text>
        <Group gap="sm">
          <Button type="submit" variant="default" disabled={chosen === timeZone} loading={update.isPending}>
            Save
          </Button>
          <SavedWord saved={update.isSuccess && chosen === timeZone} error={update.error?.message ?? null} />
        </Group>
      </Stack>
    </form>
  );
}
