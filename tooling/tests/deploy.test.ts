import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Settings } from "@pipeline/api/env";
import { projectRoot } from "@pipeline/db";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const root = projectRoot();
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const settings = Object.keys(Settings.shape);

type Service = {
  image: string;
  command?: string[];
  environment: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  user?: string;
  healthcheck?: { test: string[] };
  stop_grace_period?: string;
  depends_on?: Record<string, { condition: string }>;
};

describe("compose.yaml", () => {
  const text = read("compose.yaml");
  const { services, volumes }: { services: Record<string, Service>; volumes: object } = parse(text, { merge: true });
  const { postgres, migrate, pipeline } = services;

  test("has no secret, and no default for one", () => {
    const secrets = [...text.matchAll(/\$\{(\w*(?:PASSWORD|SECRET)\w*)(:?.)/g)];
    expect(secrets.length).toBeGreaterThan(5);
    expect(secrets.filter(([, , how]) => how !== ":?")).toEqual([]);
    for (const { environment } of Object.values(services)) {
      for (const [name, value] of Object.entries(environment)) {
        if (/PASSWORD|SECRET|TOKEN|URL/.test(name))
          expect([name, value]).toEqual([name, expect.stringContaining("${")]);
      }
    }
  });

  test("lets nobody but this machine in, and nobody at the database", () => {
    expect(postgres?.ports).toBeUndefined();
    expect(migrate?.ports).toBeUndefined();
    expect(pipeline?.ports).toEqual([expect.stringMatching(/^127\.0\.0\.1:/)]);
  });

  test("starts the server after the migrations, and these after the database", () => {
    expect(migrate).toMatchObject({
      command: ["cli", "migrate"],
      depends_on: { postgres: { condition: "service_healthy" } },
    });
    expect(pipeline?.depends_on).toEqual({
      postgres: { condition: "service_healthy" },
      migrate: { condition: "service_completed_successfully" },
    });
    expect(postgres?.healthcheck?.test).toContain("pg_isready");
    expect(migrate?.environment).toEqual(pipeline?.environment);
    expect(migrate?.image).toBe(pipeline?.image);
    expect(parseInt(pipeline?.stop_grace_period ?? "")).toBeGreaterThan(10);
  });

  test("keeps the owner of the tables apart from the application, whose settings are there", () => {
    const { DATABASE_URL = "", DATABASE_ADMIN_URL = "" } = pipeline?.environment ?? {};
    expect(DATABASE_URL).toContain("://pipeline_app:");
    expect(DATABASE_ADMIN_URL).toContain("://pipeline_owner:");
    expect(Object.keys(pipeline?.environment ?? {}).filter((name) => !settings.includes(name))).toEqual([]);
  });

  test("keeps the database in a volume, and mounts what is there", () => {
    const [volume = "", ...files] = postgres?.volumes ?? [];
    expect(Object.keys(volumes)).toContain(volume.split(":")[0]);
    expect(files.map((file) => existsSync(path.join(root, file.split(":")[0] ?? "")))).toEqual(files.map(() => true));
  });
});

describe("the image", () => {
  const text = read("Dockerfile");
  const lines = text.replaceAll("\\\n", " ").split("\n");
  const [, last = ""] = text.split(/^FROM .*$/m).slice(-2);
  // What is let through: `!path` after `*`.
  const allowed = read(".dockerignore")
    .split("\n")
    .flatMap((line) => (line.startsWith("!") ? [line.slice(1)] : []));

  test("is made with the Node and the package manager of this repository", () => {
    expect(text).toContain(`ARG NODE_VERSION=${read(".nvmrc").trim()}\n`);
    expect(text).toContain("devEngines.packageManager.version");
  });

  test("installs for every package of the workspace", () => {
    const tracked = execFileSync("git", ["ls-files", "*/package.json"], { cwd: root, encoding: "utf8" });
    for (const manifest of tracked.trim().split("\n")) {
      expect(lines).toContain(`COPY ${manifest} ${path.dirname(manifest)}/`);
    }
  });

  test("copies what exists and is let through", () => {
    const copied = lines
      .filter((line) => /^COPY (?!--|\. )/.test(line))
      .flatMap((line) => line.split(" ").slice(1, -1));
    expect(copied.length).toBeGreaterThan(9);
    for (const file of copied) {
      expect([file, existsSync(path.join(root, file))]).toEqual([file, true]);
      expect(allowed).toContain(file.split("/")[0]);
    }
  });

  test("takes neither settings nor what was built here", () => {
    const ignored = read(".dockerignore").split("\n");
    for (const name of ["*", "**/.env", "**/.env.*", "**/node_modules", "**/.next", "**/.data"])
      expect(ignored).toContain(name);
    expect(allowed.filter((name) => name.startsWith("."))).toEqual([]);
    expect(text).not.toMatch(/^(ARG|ENV) .*(SECRET|PASSWORD|TOKEN|DATABASE_URL)/m);
  });

  test("runs the server itself, as nobody in particular, and is asked how it is", () => {
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^CMD \["node", "apps\/web\/\.next\/front\.mjs"\]$/m);
    expect(last).toMatch(/^ENTRYPOINT \[\]$/m);
    expect(last).toMatch(/^STOPSIGNAL SIGTERM$/m);
    expect(last).toMatch(/^HEALTHCHECK .*\n +CMD \["node", .*\/api\/health/m);
    expect(last).toMatch(/HOST=0\.0\.0\.0/);
  });
});

// It also looks whether what it starts is there.
const isThere = ["/usr/bin/systemd-analyze", "/usr/bin/node"].every((file) => existsSync(file));
if (!isThere) console.warn("The unit is not verified: systemd is not installed, or Node lies elsewhere.");

describe("the unit for systemd", () => {
  const unit = read("docs/deploy/pipeline.service");

  test.skipIf(!isThere)("is one, and gives a stranger little", () => {
    const file = path.join(root, "docs/deploy/pipeline.service");
    const told = execFileSync("/usr/bin/systemd-analyze", ["verify", file], { encoding: "utf8", stdio: "pipe" });
    expect(told).toBe("");
  });

  test("runs what the image runs, and leaves it more than the ten seconds it stops in", () => {
    expect(unit).toContain("ExecStart=/usr/bin/node apps/web/.next/front.mjs");
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(10);
  });
});

test("the recipe's settings are those that compose.yaml asks for", () => {
  const [, block = ""] = /```sh\n(APP_URL[\s\S]*?)```/.exec(read("docs/recipes/deploy.md")) ?? [];
  const named = [...block.matchAll(/^(\w+)=/gm)].map((match) => match[1]);
  const asked = [...read("compose.yaml").matchAll(/\$\{(\w+):\?/g)].map((match) => match[1]);
  expect(new Set(named)).toEqual(new Set(asked));
});
