import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { readEnv, startApp, type App } from "@pipeline/api/http";

/** Runs `work` on an application with an embedded database of its own, without the demo, and removes both. */
export async function withInstallation<T>(work: (app: App) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "pipeline-bench-"));
  try {
    const app = await startApp(readEnv({ DATA_DIR: dataDir, DEMO: "0", LOG_LEVEL: "error" }));
    try {
      return await work(app);
    } finally {
      await app.close();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
