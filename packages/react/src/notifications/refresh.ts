import type { QueryClient } from "@tanstack/react-query";
import { versionOf } from "./snapshot";

const OVERTAKEN = 3;

/** Reads the lists on screen again until they hold `version`: a refresh may be overtaken by the next change's. */
export async function refreshUntil(client: QueryClient, queryKey: readonly unknown[], version: number): Promise<void> {
  const behind = () =>
    client
      .getQueryCache()
      .findAll({ queryKey, type: "active" })
      .some(({ state }) => state.data !== undefined && versionOf(state.data) < version);
  await client.invalidateQueries({ queryKey });
  for (let i = 0; i < OVERTAKEN && behind(); i++) {
    await client.refetchQueries({ queryKey, type: "active" }, { cancelRefetch: false });
  }
}
