"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { PLACES } from "./places";
import { useKeys } from "./use-keys";

const ShortcutList = dynamic(() => import("./shortcut-list").then((module) => module.ShortcutList), { ssr: false });

/** The keys that work everywhere, and the list of all keys. */
export function Shortcuts() {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const go = useMemo(
    () => Object.fromEntries(PLACES.map(({ key, href }) => [`g ${key}`, () => router.push(href)])),
    [router],
  );
  useKeys({ ...go, "?": () => setOpen(true) });
  return <ShortcutList opened={open} onClose={() => setOpen(false)} />;
}
