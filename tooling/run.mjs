// `npm start`, `npm test` and `npm run dev` on a machine that has only Node and npm: installs, then runs.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const web = join(root, "apps", "web");
const NOTICE_MS = 3_000;
/** How long a program may take to stop, and then what it has started. */
const STOP_MS = 8_000;
const LEFT_OVER_MS = 1_000;

const { devEngines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const packageManager = `pnpm@${devEngines.packageManager.version}`;
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node.js 20.19 or newer is needed; this is ${process.versions.node}.`);
  process.exit(1);
}
const name = process.argv[2];
const command = { start, dev, test }[name];
if (command === undefined) {
  console.error("Usage: node tooling/run.mjs start|dev|test");
  process.exit(1);
}

const settings = join(root, ".env");
if (name !== "test" && existsSync(settings)) process.loadEnvFile(settings);
const env = environment();
// An empty setting is an unset one.
const [host, port] = [env.HOST || "127.0.0.1", env.PORT || "3000"];
let current;
let stopping = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stop(signal));
process.exitCode = await command();

async function start() {
  return (
    (await refusePort()) ||
    (await installOnce()) ||
    (await build()) ||
    (await serve([".next/front.mjs"], { NODE_ENV: "production" }))
  );
}

async function dev() {
  const script = ["node_modules/next/dist/bin/next", "dev", "-H", host, "-p", port];
  return (await refusePort()) || (await install()) || (await serve(script));
}

/** Says so before the build when the server could not listen. */
async function refusePort() {
  const problem = /^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) < 65_536 ? await listenable() : "INVALID";
  if (problem === undefined) return 0;
  const what = { INVALID: `PORT must be from 1 to 65535, not ${port}.`, EADDRINUSE: `Port ${port} is in use.` };
  console.error(`${what[problem] ?? `${host}:${port} cannot be used (${problem}).`} Set another PORT or HOST.`);
  return 1;
}

function listenable() {
  return new Promise((resolve) => {
    const probe = createServer().once("error", ({ code }) => resolve(code));
    probe.listen(Number(port), host, () => probe.close(() => resolve()));
  });
}

/** Runs everything, up to the first failure; the last line is the sum of the tests, the one before how long each step took. */
async function test() {
  const reports = mkdtempSync(join(tmpdir(), "pipeline-test-"));
  const vitest = (report, project) => {
    const output = `--outputFile.json=${join(reports, report)}`;
    return pnpm(["exec", "vitest", "run", "--project", project, "--reporter=default", "--reporter=json", output]);
  };
  const steps = {
    install,
    check: () => pnpm(["run", "check"]),
    tests: () => vitest("unit", "!e2e"),
    build,
    "browser tests": () => vitest("e2e", "e2e"),
  };
  const times = [];
  let code = 0;
  for (const [step, take] of Object.entries(steps)) {
    const began = performance.now();
    code = await take();
    times.push(`${step} ${Math.round((performance.now() - began) / 1000)} s`);
    if (code !== 0) break;
  }
  // Ten minutes on two processors are what all of it may take.
  if (!stopping) console.log(`${times.join(", ")}\n${summary([join(reports, "unit"), join(reports, "e2e")], code)}`);
  rmSync(reports, { recursive: true });
  return code;
}

/** Nothing where all is there: pnpm needs seconds to find that out, and keeps what it has installed. */
async function installOnce() {
  const [wanted, present] = [join(root, "pnpm-lock.yaml"), join(root, "node_modules", ".pnpm", "lock.yaml")];
  const isThere = existsSync(present) && existsSync(join(web, "node_modules"));
  return isThere && readFileSync(wanted).equals(readFileSync(present)) ? 0 : install();
}

/** Quiet, unless it fails or takes its time. */
async function install() {
  const output = [];
  const notice = setTimeout(() => console.log("Installing dependencies…"), NOTICE_MS);
  const code = await pnpm(["install", "--frozen-lockfile", "--prefer-offline"], (chunk) => output.push(chunk));
  clearTimeout(notice);
  if (code !== 0 && !stopping) process.stderr.write(Buffer.concat(output));
  return code;
}

function build() {
  // Not by way of pnpm, which would take as long as turbo needs to find that nothing has changed.
  const turbo = ["turbo", "run", "build", "--output-logs=errors-only"];
  return run("npx", ["--yes", `--package=${packageManager}`, "--", ...turbo]);
}

/** The server is a direct child: nothing stands between it and the signals. */
function serve(script, extra) {
  return run(process.execPath, script, { cwd: web, extra });
}

/** npx also puts pnpm on the PATH, where turbo looks for it. */
function pnpm(args, onOutput) {
  return run("npx", ["--yes", packageManager, ...args], { onOutput });
}

/** Runs a program until it ends; answers its exit code, that of a shell when a signal ended it. */
async function run(file, args, { cwd = root, extra, onOutput } = {}) {
  if (stopping) return 1;
  const stdio = onOutput === undefined ? "inherit" : ["inherit", "pipe", "pipe"];
  // A group of its own, so that a signal reaches all it has started, and each of them once.
  const child = spawn(file, args, { cwd, env: { ...env, ...extra }, stdio, detached: true });
  current = child.pid;
  for (const output of [child.stdout, child.stderr]) output?.on("data", onOutput);
  const code = await new Promise((resolve) => {
    child.once("error", (error) => resolve(console.error(error.message) ?? 1));
    child.once("exit", (status, signal) => resolve(status ?? 128 + constants.signals[signal]));
  });
  if (stopping) await leftOvers(current);
  current = undefined;
  return code;
}

async function leftOvers(group) {
  const deadline = Date.now() + LEFT_OVER_MS;
  while (signalGroup(group, 0) && Date.now() < deadline) await sleep(20);
  signalGroup(group, "SIGKILL");
}

function stop(signal) {
  stopping = true;
  if (current === undefined) process.exit(128 + constants.signals[signal]);
  signalGroup(current, signal);
  setTimeout(signalGroup, STOP_MS, current, "SIGKILL").unref();
}

/** False when nobody is left in the group. */
function signalGroup(group, signal) {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}

/** What npm tells its own scripts would mislead pnpm; where packages come from is kept. */
function environment() {
  const kept = /^npm_config_(.*registry|.*proxy|cache|userconfig|cafile|strict_ssl)$/i;
  const entries = Object.entries(process.env).filter(([key]) => !/^npm_/i.test(key) || kept.test(key));
  // With NODE_ENV=production pnpm would leave out what the build needs.
  const { NODE_ENV: _, ...rest } = Object.fromEntries(entries);
  return { ...rest, NEXT_TELEMETRY_DISABLED: "1", TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };
}

/** A file of tests that could not run counts as a failed test, and so does a check or build that failed. */
function summary(files, code) {
  const reports = files.filter((file) => existsSync(file)).map((file) => JSON.parse(readFileSync(file, "utf8")));
  const sum = (count) => reports.reduce((total, report) => total + count(report), 0);
  const failed = sum((report) => report.numFailedTests + report.testResults.filter(isBroken).length);
  const skipped = sum((report) => report.numPendingTests + report.numTodoTests);
  const line = `${sum((report) => report.numPassedTests)} passed, ${code !== 0 && failed === 0 ? 1 : failed} failed`;
  return skipped > 0 ? `${line}, ${skipped} skipped` : line;
}

function isBroken({ status, assertionResults }) {
  return status === "failed" && assertionResults.length === 0;
}
