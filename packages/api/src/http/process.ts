import { readEnv } from "../env";
import { STARTING } from "./problem";
import { startCore, type App } from "./app";
import { assemble } from "./assemble";
import type { Core } from "./core";
import { startDemo } from "./demo";
import { nodeListener, type Listener } from "./node";
import { refuse } from "./refuse";
import { withBody } from "./text";

/** What this process has once: the start, and what has come of it. */
type Slot = { starting?: Promise<Core>; core?: Core; listener?: Listener };

// Next loads modules more than once, and anew after an edit; the process has one database all the same.
const KEY = Symbol.for("pipeline.process");
const shared = globalThis as typeof globalThis & { [KEY]?: Slot };
const slot = (shared[KEY] ??= {});

// Each copy of this module answers with its own code.
let own: App | undefined;

/** The application of this process, once it is ready; started when nobody has. Throws like `readEnv` and `startApp`. */
export async function getApp(): Promise<App> {
  slot.starting ??= begin();
  const core = await slot.starting;
  return (own ??= assemble(core));
}

async function begin(): Promise<Core> {
  slot.core = await startCore(readEnv(), { demo: startDemo });
  return slot.core;
}

/** Answers a request to `/api/*` with the application of this process; 503 until it is ready. */
export async function handle(request: Request): Promise<Response> {
  return withBody(await answer(request));
}

async function answer(request: Request): Promise<Response> {
  if (slot.core) return (own ??= assemble(slot.core)).answer(request);
  getApp().catch(() => {});
  return refuse(request, STARTING);
}

// For a server that stands in front of Next and is not bundled with us.
slot.listener ??= nodeListener(answer);
