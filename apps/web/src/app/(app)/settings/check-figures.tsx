"use client";

import { Button, Code, Stack, Text } from "@mantine/core";
import { api } from "@pipeline/react";
import { useAccount } from "@/components/shell/account";
import { formatInstant } from "@/components/time/format";

/** Recomputes every sum of the account from its records, and says what it found. */
export function CheckFigures() {
  const { timeZone } = useAccount();
  const check = api.account.verify.useQuery(undefined, { enabled: false, retry: false, gcTime: 0 });
  const { data, error, isFetching } = check;
  return (
    <Stack gap="sm" align="flex-start">
      <Button variant="default" loading={isFetching} onClick={() => void check.refetch()}>
        Check every sum
      </Button>
      <Text component="output" size="sm" c={error ? "var(--mantine-color-error)" : "dimmed"}>
        {error?.message}
        {data && !error && data.difference === null && (
          <>
            Everything agrees to the last digit: records, roll-ups, job totals, budgets and the figures of the costs
            page. Checked {formatInstant(data.asOf, timeZone, "date-time")}.
          </>
        )}
        {data?.difference && !error && (
          <>
            In <Code>{data.difference.table}</Code> a row says {data.difference.stored}; its records come to{" "}
            {data.difference.recomputed}. Please tell whoever runs this installation.
          </>
        )}
      </Text>
    </Stack>
  );
}
