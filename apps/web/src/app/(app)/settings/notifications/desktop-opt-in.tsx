"use client";

import { Button, Group, Skeleton, Text } from "@mantine/core";
import { useState, useSyncExternalStore } from "react";
import { SavedWord } from "../saved-word";
import { type DesktopState, desktopState, turnDesktopOff, turnDesktopOn, watchDesktop } from "./desktop";
import { DESKTOP_WORDS } from "./words";

// The server does not know the browser.
const unknown = () => undefined;

/** Whether this browser, of all the person uses, shows desktop notifications. */
export function DesktopOptIn() {
  const state = useSyncExternalStore<DesktopState | undefined>(watchDesktop, desktopState, unknown);
  const [refused, setRefused] = useState<string | null>(null);
  if (state === undefined) return <Skeleton height={36} />;

  async function turnOn(): Promise<void> {
    setRefused(null);
    if ((await turnDesktopOn()) === "off") setRefused("The browser was not given permission.");
  }
  return (
    <Group gap="sm">
      <Text size="sm" component="output">
        {DESKTOP_WORDS[state]}
      </Text>
      {state === "off" && (
        <Button variant="default" onClick={() => void turnOn()}>
          Turn on in this browser
        </Button>
      )}
      {state === "on" && (
        <Button variant="default" onClick={turnDesktopOff}>
          Turn off in this browser
        </Button>
      )}
      <SavedWord saved={false} error={state === "off" ? refused : null} />
    </Group>
  );
}
