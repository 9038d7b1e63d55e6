import { getApp, isBeside } from "@pipeline/api/http";
import { banner, startApplication } from "./server/start";

/** Starts the application behind the server that listens already; until it is ready, requests are answered 503. */
export function start(): void {
  // Under `npm start` the front does, in another isolate: here it is only loaded before the first page asks for it.
  if (isBeside) getApp().catch(() => {});
  else void startApplication().then(({ env }) => console.log(banner(env)));
}
