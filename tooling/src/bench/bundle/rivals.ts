import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { type BundleSize, measure } from "./measure";

/** What else is there for an inbox in React: the least an application imports of it. */
type Rival = {
  readonly package: string;
  readonly version: string;
  readonly what: "hooks" | "bell and panel";
  readonly imports: string;
  readonly source: string;
};

const from = (names: string, name: string) => `export { ${names} } from "${name}";`;

const RIVALS: readonly Rival[] = [
  {
    package: "@novu/react",
    version: "3.19.2",
    what: "hooks",
    imports: "useNotifications, useCounts, NovuProvider",
    source: from("useNotifications, useCounts, NovuProvider", "@novu/react/hooks"),
  },
  {
    package: "@knocklabs/react-core",
    version: "0.15.2",
    what: "hooks",
    imports: "KnockProvider, useNotifications, useNotificationStore",
    source: from("KnockProvider, useNotifications, useNotificationStore", "@knocklabs/react-core"),
  },
  {
    package: "@magicbell/react-headless",
    version: "5.5.1",
    what: "hooks",
    imports: "MagicBellProvider, useNotifications, useBell",
    source: from("MagicBellProvider, useNotifications, useBell", "@magicbell/react-headless"),
  },
  {
    package: "@novu/react",
    version: "3.19.2",
    what: "bell and panel",
    imports: "Inbox",
    source: from("Inbox", "@novu/react"),
  },
  {
    package: "@knocklabs/react",
    version: "0.12.1",
    what: "bell and panel",
    imports: "providers, NotificationIconButton, NotificationFeedPopover, index.css",
    source: `${from(
      "KnockProvider, KnockFeedProvider, NotificationIconButton, NotificationFeedPopover",
      "@knocklabs/react",
    )} import "@knocklabs/react/dist/index.css";`,
  },
];

export type MeasuredRival = Omit<Rival, "source"> & { readonly size: BundleSize };

/** Installs each rival into a folder of its own, measures it and removes it. Throws when npm does. */
export async function measureRivals(latest: boolean): Promise<MeasuredRival[]> {
  const measured: MeasuredRival[] = [];
  const folders = new Map<string, Promise<string>>();
  try {
    for (const { source, ...rival } of RIVALS) {
      const wanted = `${rival.package}@${latest ? "latest" : rival.version}`;
      if (!folders.has(wanted)) folders.set(wanted, install(wanted));
      const folder = (await folders.get(wanted)) ?? "";
      const version = versionOf(folder, rival.package);
      measured.push({ ...rival, version, size: await measure({ source, from: folder }) });
    }
    return measured;
  } finally {
    for (const folder of await Promise.allSettled(folders.values())) {
      if (folder.status === "fulfilled") rmSync(folder.value, { recursive: true, force: true });
    }
  }
}

async function install(wanted: string): Promise<string> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "pipeline-rival-"));
  writeFileSync(path.join(folder, "package.json"), '{ "private": true }\n');
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=1"];
  try {
    await promisify(execFile)("npm", ["install", ...quiet, wanted, "react@19", "react-dom@19"], { cwd: folder });
    return folder;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function versionOf(folder: string, name: string): string {
  const found: unknown = JSON.parse(readFileSync(path.join(folder, "node_modules", name, "package.json"), "utf8"));
  return String(Reflect.get(Object(found), "version"));
}
