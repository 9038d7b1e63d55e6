import { isIPv6 } from "node:net";
import { loadDemo } from "../demo/load";
import { startTrainer } from "../demo/start";
import type { Env } from "../env";
import type { App } from "./app";
import type { Companion } from "./core";

/** Loads the demo, and lets a trainer replay a real run through this server while the demo user looks. */
export async function startDemo({ env, log, database, auth, door, onTouch }: App): Promise<Companion> {
  const { currency } = env;
  const settings = { owner: database.owner.db, auth, authDb: database.auth.db, now: Date.now, currency };
  const { userId } = await loadDemo(settings);
  return startTrainer(
    { url: ownUrl(env), db: database.app.db, door, userId, currency, onTouch, log: (line) => log.info(line) },
    (err) => log.warn({ err }, "The demo's replay did not go on."),
  );
}

const ANY_ADDRESS = new Set(["0.0.0.0", "::"]);

/** How this process reaches itself, whatever name people know it by. */
function ownUrl({ host, port }: Env): string {
  const own = ANY_ADDRESS.has(host) ? "127.0.0.1" : host;
  return `http://${isIPv6(own) ? `[${own}]` : own}:${port}`;
}
