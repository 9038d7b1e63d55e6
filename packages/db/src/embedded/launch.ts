import { spawn } from "node:child_process";
import { closeSync, fstatSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { Socket } from "node:net";
import type { Binaries } from "./binaries";
import { newHolds, publishHolds } from "./holds";
import { spawnOptions, type Identity } from "./identity";
import { readLock } from "./lock-file";
import type { Place } from "./place";
import { poll } from "./poll";
import { settings } from "./settings";
import { answers, PORT, socketPath } from "./socket";
import { SUPERVISOR } from "./supervisor";

/** Crash recovery of a large cluster takes minutes. */
const START_MS = 300_000;
const STOP_MS = 60_000;
/** How long a server that was told to stop may look as before, until we believe that others hold it. */
const SHARED_MS = 500;
/** How often a server may be killed before it is up. */
const MOST_STARTS = 3;

export type Launched = { readonly stop: () => Promise<void> } | { readonly failure: string };

/** Starts the server and waits until it answers. One that does not start is a `failure`, with what it said. */
export async function launch(place: Place, binaries: Binaries, identity: Identity): Promise<Launched> {
  const holds = newHolds(place.socketDir);
  const server = [binaries.postgres, "-D", place.cluster, ...settings(place.socketDir)];
  const log = openSync(place.log, "a", 0o600);
  const logged = fstatSync(log).size;
  const supervisor = supervise([holds, ...server], identity, log);
  closeSync(log);

  const isOurs = async () => {
    const lock = await readLock(place.lock, place.cluster);
    return lock.state === "ready" && supervisor.pids().includes(lock.pid);
  };
  const started = await poll(
    async () => {
      if (!supervisor.runs() || supervisor.pids().length > MOST_STARTS) return "down";
      return (await isOurs()) && (await answers(socketPath(place.socketDir, PORT))) ? "up" : undefined;
    },
    { timeoutMs: START_MS, everyMs: 10 },
  );
  if (started !== "up") {
    supervisor.letGo();
    await poll(() => (supervisor.runs() ? undefined : true), { timeoutMs: STOP_MS });
    return { failure: lastWords((await readFile(place.log)).subarray(logged).toString()) };
  }
  await publishHolds(holds, place.socketDir);

  const stop = async () => {
    supervisor.letGo();
    const shared = Date.now() + SHARED_MS;
    const isLeft = async () => !supervisor.runs() || (Date.now() > shared && (await isOurs()));
    const left = await poll(async () => ((await isLeft()) ? true : undefined), {
      timeoutMs: STOP_MS,
    });
    if (left === undefined) throw new Error(`The database did not stop in ${STOP_MS / 1000} s: see ${place.log}.`);
  };
  return { stop };
}

/** Runs the supervisor, detached from this process but for the pipe that `letGo` closes. */
function supervise(args: readonly string[], identity: Identity, log: number) {
  const [file = "sh", ...rest] = [...identity.prefix, "sh", "-c", SUPERVISOR, "pipeline-postgres", ...args];
  const child = spawn(/* turbopackIgnore: true */ file, rest, {
    ...spawnOptions(identity),
    detached: true,
    stdio: ["pipe", "pipe", log],
  });
  let running = true;
  const end = () => (running = false);
  child.once("exit", end).once("error", end).unref();
  let printed = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => (printed += chunk));
  for (const pipe of [child.stdin, child.stdout]) if (pipe instanceof Socket) pipe.unref();
  return {
    runs: () => running,
    /** The process ids of the server, one for each time it was started. */
    pids: () => printed.split("\n").filter(Boolean).map(Number),
    letGo: () => child.stdin?.destroy(),
  };
}

function lastWords(log: string): string {
  const lines = log.trim().split("\n");
  const serious = lines.filter((line) => /\b(FATAL|PANIC|HINT|DETAIL):/.test(line));
  return (serious.length > 0 ? serious : lines).slice(-3).join("\n");
}
