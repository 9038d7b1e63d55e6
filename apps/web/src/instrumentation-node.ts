import { isBeside } from "@pipeline/api/http";
import { banner, startApplication } from "./server/start";

/** Starts the application behind the server that listens already; until it is ready, requests are answered 503. */
export function start(): void {
  // Under `npm start` the front does, in another isolate.
  if (!isBeside) void startApplication().then(({ env }) => console.log(banner(env)));
}
