import type { Access } from "@pipeline/db";
import { readEnv } from "../env";
import { NO_SUCH_PATH, STARTING } from "./problem";
import { joinCore, startCore, type App } from "./app";
import { assemble } from "./assemble";
import type { Core } from "./core";
import { startDemo } from "./demo";
import { refuse } from "./refuse";
import { withBody } from "./text";

/** What this isolate has once: the start, and what has come of it. */
type Slot = {
  starting?: Promise<Core>;
  core?: Core;
  /** Put there by an isolate that draws pages beside the one that starts the application: where that one's database is. */
  access?: Promise<Access>;
};

// Next loads modules more than once, and anew after an edit; the isolate has one database all the same.
const KEY = Symbol.for("pipeline.process");
const shared = globalThis as typeof globalThis & { [KEY]?: Slot };
const slot = (shared[KEY] ??= {});

/** Whether another isolate starts the application, answers `/api/*` and ends this one. */
export const isBeside = slot.access !== undefined;

// Each copy of this module answers with its own code.
let own: App | undefined;

/** The application of this isolate, once it is ready; started when nobody has. Throws like `readEnv` and `startApp`. */
export async function getApp(): Promise<App> {
  slot.starting ??= begin();
  const core = await slot.starting;
  return (own ??= assemble(core));
}

async function begin(): Promise<Core> {
  const access = await slot.access;
  slot.core = access ? joinCore(readEnv(), access) : await startCore(readEnv(), { demo: startDemo });
  return slot.core;
}

/** Answers a request to `/api/*` with the application of this isolate; 503 until it is ready. */
export async function handle(request: Request): Promise<Response> {
  return withBody(await answer(request));
}

/** The same for `nodeListener`, which writes texts itself. */
export async function answer(request: Request): Promise<Response> {
  // Limits count in one isolate: who finds the way to this one must not get around them.
  if (isBeside) return refuse(request, NO_SUCH_PATH);
  if (slot.core) return (own ??= assemble(slot.core)).answer(request);
  getApp().catch(() => {});
  return refuse(request, STARTING);
}
