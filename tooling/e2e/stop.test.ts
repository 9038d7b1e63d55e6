import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "@pipeline/db/testing/free-port";
import { spawnServer, startServer } from "./support/server";

test("a signal before the application listens ends the process", async () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "pipeline-e2e-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const child = spawnServer(await freePort(), dataDir, { DEMO: "0" });
  onTestFinished(() => void child.kill("SIGKILL"));
  // Next says that it reads its settings: all has begun, and nothing is there yet.
  await once(child.stdout, "data");
  child.kill("SIGTERM");
  expect(await once(child, "exit", { signal: AbortSignal.timeout(10_000) })).toEqual([0, null]);
});

test("a signal ends the process though a stream is open and a request half sent", async () => {
  const server = await startServer({ DEMO: "0" });
  const signUp = await fetch(`${server.url}/api/auth/sign-up/email`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "Ann", email: "ann@example.test", password: "a long password" }),
  });
  const cookie = signUp.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  const { port } = new URL(server.url);
  const stream = await fetch(`${server.url}/api/trpc/notifications.changes`, {
    headers: { cookie, accept: "text/event-stream" },
  });
  expect(stream.status).toBe(200);
  const half = connect(Number(port), "127.0.0.1");
  half.on("error", () => {});
  half.write(
    `POST /api/jobs HTTP/1.1\r\nHost: a\r\nCookie: ${cookie}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{`,
  );
  const began = Date.now();
  await server.stop();
  expect(Date.now() - began).toBeLessThan(9_000);
  await expect(stream.text().catch(() => "cut")).resolves.not.toBe("");
});
