import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import net from "node:net";
import { account, makeFolder, writePrivate } from "./account";
import { freePort } from "./free-port";
import { createProxy } from "./proxy";
import type { Login } from "./server";

// Another one than Debian's, and lines of its settings: what it is with prepared statements, say.
const PROGRAM = process.env["PGBOUNCER"] || "/usr/sbin/pgbouncer";
const MORE = process.env["PGBOUNCER_SETTINGS"] ?? "";

/** Whether the pooler is here. */
export const hasPgBouncer = existsSync(PROGRAM);

/** A pooler of transactions in front of a server. */
export type PgBouncer = { readonly port: number; readonly said: () => string; stop(): Promise<void> };

/** Starts PgBouncer on a port of its own, with `size` connections to the server for each login and database. */
export async function startPgBouncer(logins: readonly Login[], size: number): Promise<PgBouncer> {
  const [{ host, port: serverPort } = { host: "", port: 0 }] = logins;
  // The socket of the embedded server is closed to other accounts.
  const way = await createProxy({ host, port: serverPort });
  await way.open();
  const folder = makeFolder("pipeline-pooler-");
  const port = await freePort();
  const users = writePrivate(
    folder,
    "users",
    logins.map(({ user, password = "" }) => `"${user}" "${password}"\n`).join(""),
  );
  const settings = writePrivate(
    folder,
    "pgbouncer.ini",
    `[databases]
* = host=127.0.0.1 port=${way.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = ${logins.every(({ password }) => password) ? "scram-sha-256" : "trust"}
auth_file = ${users}
pool_mode = transaction
default_pool_size = ${size}
max_client_conn = 200
${MORE}
`,
  );
  const child = spawn(PROGRAM, [settings], { ...account, stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(child, "exit");
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  await reachable(port, () => child.exitCode !== null && new Error(`PgBouncer did not start: ${said}`));
  return {
    port,
    said: () => said,
    async stop() {
      child.kill("SIGKILL");
      await ended;
      await way.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function reachable(port: number, isOver: () => false | Error): Promise<void> {
  for (;;) {
    const socket = net.connect(port, "127.0.0.1");
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    const failure = isOver();
    if (failure) throw failure;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
