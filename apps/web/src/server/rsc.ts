import { setTimeout as sleep } from "node:timers/promises";
import { createCaller } from "@pipeline/api";
import { type App, getApp } from "@pipeline/api/http";
import { createRsc, makeQueryClient } from "@pipeline/react/server";
import { headers } from "next/headers";
import { cache } from "react";

const PATIENCE_MS = 1_000;

/** The application once it is ready; undefined while it is still starting. Throws when it cannot start. */
export const readyApp = cache(async (): Promise<App | undefined> => {
  const app = await Promise.race([getApp(), sleep(PATIENCE_MS, undefined, { ref: false })]);
  return app?.isReady() ? app : undefined;
});

/** Who asks, and what the verbs need: once a request. `actor` is null for nobody. */
export const requestCtx = cache(async () => {
  const app = await getApp();
  return app.requestCtx(await headers());
});

const getQueryClient = cache(() => makeQueryClient());

/**
 * `await rsc.costs.summary(input)` asks as the signed-in person; `.prefetch(input)` and `.prefetchInfinite(input)` give
 * the answer to the hooks below `HydrateClient`, which must be called with the very same input.
 */
export const { rsc, HydrateClient } = createRsc(createCaller(requestCtx), getQueryClient);
