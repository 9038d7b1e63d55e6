import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import path from "node:path";
import { projectRoot } from "@pipeline/db";
import { expect, test } from "vitest";

function start(settings: Record<string, string>) {
  const run = path.join(projectRoot(), "tooling/run.mjs");
  const options = { env: { ...process.env, ...settings }, encoding: "utf8" } as const;
  const { status, stderr } = spawnSync(process.execPath, [run, "start"], options);
  return { status, stderr: stderr.trim() };
}

test.each(["abc", "0", "65536", "-1"])("a start with PORT=%s says what is wrong before it builds anything", (port) => {
  expect(start({ PORT: port })).toEqual({
    status: 1,
    stderr: `PORT must be from 1 to 65535, not ${port}. Set another PORT or HOST.`,
  });
});

test("a start on a port that is taken says so", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? `${address?.port}` : "";
  expect(start({ PORT: port })).toEqual({ status: 1, stderr: `Port ${port} is in use. Set another PORT or HOST.` });
  server.close();
});
