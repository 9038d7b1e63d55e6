import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
];

const HOW = "Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH.";

/** The system's Chromium: CHROMIUM_PATH, else the usual places; undefined when there is none. */
function chromiumPath(): string | undefined {
  const given = process.env["CHROMIUM_PATH"];
  if (given && !existsSync(given)) throw new Error(`CHROMIUM_PATH names no file: ${given}`);
  return given || PLACES.find((place) => existsSync(place));
}

/** True when browser tests cannot run here. Says so; in continuous integration it is an error. */
export function withoutBrowser(): boolean {
  if (chromiumPath() !== undefined) return false;
  if (process.env["CI"]) throw new Error(`No Chromium was found. ${HOW}`);
  console.warn(`\nBrowser tests are skipped: no Chromium was found. ${HOW}\n`);
  return true;
}

/** A browser that reaches this machine alone: what a page needs from elsewhere would fail. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath() ?? "",
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      "--disable-features=OptimizationHints,MediaRouter,Translate",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
  });
}
