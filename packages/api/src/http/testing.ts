import { randomUUID } from "node:crypto";
import type { Scope } from "@pipeline/core/actor";
import { generateSignedCookie } from "hono/cookie";
import type { Connection } from "@pipeline/db";
import { afterFile } from "@pipeline/db/testing";
import { readEnv } from "../env";
import type { Hub } from "../notifications/hub";
import { createTestApi, type TestApi } from "../testing";
import type { App } from "./app";
import { assemble } from "./assemble";
import { createCore } from "./core";
import type { Exports } from "./exports";
import { createLog } from "./log";

export const ORIGIN = "http://localhost:3000";
export const PASSWORD = "a long password";

type Sent = { headers?: Record<string, string>; body?: unknown };
export type Answer = { status: number; headers: Headers; body: Record<string, unknown> };
export type Person = { userId: string; email: string; headers: { cookie: string } };

export type TestHttp = TestApi & {
  readonly pipeline: App;
  /** The streams that are open. */
  readonly hub: Hub;
  /** What the log has said, a line each. */
  readonly logged: string[];
  /** Sends one request; a body that is neither text nor bytes is sent as JSON. */
  send(method: string, path: string, sent?: Sent): Promise<Answer>;
  /** A new account, signed in without the cost of a password. */
  person(): Promise<Person>;
  /** A new key's header. */
  key(userId: string, scopes: Scope[], expiresAt?: string): Promise<{ "x-api-key": string }>;
};

/** What a test has of its own; it closes the door's connection itself. */
type Own = { exports?: Exports; door?: (api: TestApi) => Connection };

/** The whole application in front of a database of its own, ready, on a clock that stands. */
export async function createTestHttp(
  now?: string,
  settings: Record<string, string> = {},
  { exports, door }: Own = {},
): Promise<TestHttp> {
  const api = await createTestApi(now);
  const logged: string[] = [];
  const env = readEnv({
    DATABASE_URL: "postgres://nobody@127.0.0.1:1/none",
    BETTER_AUTH_SECRET: "a secret for tests only, 32 characters",
    ...settings,
  });
  const log = createLog("debug", { write: (line) => logged.push(line) });
  const { app: requests, owner, listen, access } = api;
  const auth = door?.(api) ?? api.auth;
  const migrated = { applied: 0, ahead: false };
  const database = { app: requests, owner, auth, listen, access, embedded: false, migrated, close: async () => {} };
  const core = createCore(env, log, database, { now: () => api.clock.now, ...(exports && { exports }) });
  core.begin({ leads: () => false, stop: async () => {} });
  const pipeline = assemble(core);
  afterFile(() => pipeline.close());

  return {
    ...api,
    pipeline,
    hub: core.push.hub,
    logged,
    send: (method, path, sent) => send(pipeline, method, path, sent),
    async person() {
      const email = `${randomUUID()}@example.test`;
      const userId = await api.createUser(email);
      const { internalAdapter, authCookies, secret } = await pipeline.auth.$context;
      const session = await internalAdapter.createSession(userId);
      const { name, attributes } = authCookies.sessionToken;
      const secure = attributes.secure === true;
      const cookie = await generateSignedCookie(name, session.token, secret, { secure });
      return { userId, email, headers: { cookie: cookie.split(";")[0] ?? "" } };
    },
    async key(userId, scopes, expiresAt) {
      const { key } = await pipeline.door.createKey(userId, { name: "test", scopes, ...(expiresAt && { expiresAt }) });
      return { "x-api-key": key };
    },
  };
}

async function send(app: App, method: string, path: string, { headers = {}, body }: Sent = {}): Promise<Answer> {
  const json = body === undefined ? {} : { "content-type": "application/json" };
  const init = { method, headers: { ...json, ...headers } };
  const text = typeof body === "string" || body instanceof Blob ? body : JSON.stringify(body);
  const response = await app.handle(
    new Request(`${ORIGIN}${path}`, text === undefined ? init : { ...init, body: text }),
  );
  const answered = await response.text();
  const parsed: Record<string, unknown> = answered === "" ? {} : JSON.parse(answered);
  return { status: response.status, headers: response.headers, body: parsed };
}
