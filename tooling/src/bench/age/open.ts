import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { readEnv, startApp, type App } from "@pipeline/api/http";
import { installationFact, rememberFact } from "@pipeline/db";
import { accountsOf, fill, type Account, type History } from "./fill";
import type { Sides } from "./measure";

export type { Account } from "./fill";

const FACT = "bench age";

type Asked = Omit<History, "isOld"> & { readonly keep: string | undefined; readonly told: (step: string) => void };

/**
 * Runs `work` on two applications with embedded databases of their own, the same accounts in both: one with ten years of
 * history, one with its latest days. They are removed afterwards, or kept in a folder for the next time.
 */
export async function withBoth<T>(
  { keep, told, ...size }: Asked,
  work: (sides: Sides, accounts: Account[]) => Promise<T>,
): Promise<T> {
  const folder = keep ?? mkdtempSync(path.join(os.tmpdir(), "pipeline-bench-"));
  mkdirSync(folder, { recursive: true });
  const opened: App[] = [];
  const open = async (name: string, isOld: boolean) => {
    const app = await startApp(readEnv({ DATA_DIR: path.join(folder, name), DEMO: "0", LOG_LEVEL: "error" }));
    opened.push(app);
    await filled(app, { ...size, isOld }, (step) => told(`${name}, ${step}`));
    return app;
  };
  try {
    const sides = { young: await open("young", false), old: await open("old", true) };
    return await work(sides, await accountsOf(sides.old.database.owner.sql, size.classes));
  } finally {
    for (const app of opened) await app.close();
    if (keep === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

async function filled(app: App, history: History, told: (step: string) => void): Promise<void> {
  const { db } = app.database.owner;
  const is = JSON.stringify(history);
  const was = await installationFact(db, FACT);
  if (was === is) return;
  if (was !== undefined) throw new Error(`This folder holds another history: ${was}.`);
  await fill(app.database.owner, history, told);
  await rememberFact(db, FACT, is);
}
