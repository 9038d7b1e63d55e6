import { matchQuery, type Query, type QueryClient } from "@tanstack/react-query";
import { getQueryKey } from "@trpc/react-query";
import type { PipelineClient } from "../client";
import { pageClock } from "./page-clock";
import { serverClock } from "./server-clock";

/** Sets the page's idea of the server's time by the answers about jobs, costs and budgets, whatever way they come. */
export function watchAnswers(client: QueryClient, trpc: PipelineClient): void {
  const asked = new WeakMap<Query, number>();
  const keys = [getQueryKey(trpc.jobs), getQueryKey(trpc.costs), getQueryKey(trpc.budgets)];
  client.getQueryCache().subscribe((event) => {
    if (event.type !== "updated" || !keys.some((queryKey) => matchQuery({ queryKey }, event.query))) return;
    const { query, action } = event;
    if (action.type === "fetch") asked.set(query, pageClock.now());
    if (action.type !== "success" || action.manual === true) return;
    const [sent, instant] = [asked.get(query), asOfIn(query.state.data)];
    if (sent !== undefined && instant !== undefined) serverClock.observe(instant, { sent, received: pageClock.now() });
  });
}

/** The instant that an answer rests on: a job's, a summary's, or that of the page of a list that came last. */
function asOfIn(data: unknown): string | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  if ("asOf" in data) return typeof data.asOf === "string" ? data.asOf : undefined;
  if ("live" in data) return asOfIn(data.live);
  if ("pages" in data && Array.isArray(data.pages)) return asOfIn(data.pages.at(-1));
  if ("items" in data && Array.isArray(data.items)) return asOfIn(data.items[0]);
  return undefined;
}
