import type { Db } from "@pipeline/db";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import { databaseGauges } from "./database";

/** Seconds. Most answers take a few milliseconds; a sign-in takes a tenth of a second on purpose. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A limit that sent somebody away. */
export type LimitName = "session" | "key" | "sign_in";

/** What is counted of this process. No label is anybody's input: who asks for nonsense makes no new series. */
export type Metrics = {
  /** A request that was answered; `route` is a pattern of ours. Seconds until the head of the answer. */
  readonly request: (method: string, route: string, status: number, seconds: number) => void;
  /** A procedure that ran, alone or in a batch; `result` is `ok` or tRPC's code. */
  readonly call: (procedure: string, result: string, seconds: number) => void;
  readonly refused: (limit: LimitName) => void;
  readonly signInFailed: () => void;
  /** A round of one kind of due work. */
  readonly dueWork: (work: string, seconds: number, failed: boolean) => void;
  /** All of it, in the text format of Prometheus. */
  readonly text: () => Promise<string>;
  readonly contentType: string;
};

type Sources = {
  /** The owner's connection: what is due is everybody's. */
  readonly owner: Db;
  /** The connection of requests. */
  readonly app: Db;
  readonly now: () => number;
  readonly openStreams: () => number;
  readonly inFlight: () => number;
  readonly leads: () => boolean;
};

/** Counters of one process, all at zero. Heap, event loop and collector are measured from now on. */
export function createMetrics(sources: Sources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: "pipeline_http_request_duration_seconds",
    help: "Requests to /api, by route and status, until the head of the answer.",
    labelNames: ["method", "route", "status"],
    buckets: BUCKETS,
    registers,
  });
  const calls = new Histogram({
    name: "pipeline_procedure_duration_seconds",
    help: "tRPC procedures, each of a batch for itself; result is ok or the code of the error.",
    labelNames: ["procedure", "result"],
    buckets: BUCKETS,
    registers,
  });
  const refusals = new Counter({
    name: "pipeline_rate_limited_total",
    help: "Requests that were refused because their session, key or e-mail had used up its limit.",
    labelNames: ["limit"],
    registers,
  });
  // Present before the first one: a series that begins with it looks as if nothing had happened.
  for (const limit of ["session", "key", "sign_in"]) refusals.inc({ limit }, 0);
  const failures = new Counter({ name: "pipeline_sign_in_failures_total", help: "Failed sign-ins.", registers });
  const rounds = new Histogram({
    name: "pipeline_due_work_duration_seconds",
    help: "Rounds of due work, by kind.",
    labelNames: ["work"],
    buckets: BUCKETS,
    registers,
  });
  const failed = new Counter({
    name: "pipeline_due_work_failures_total",
    help: "Rounds of due work that failed for somebody, by kind.",
    labelNames: ["work"],
    registers,
  });
  const streams = new Gauge({ name: "pipeline_open_streams", help: "Open streams of changes.", registers });
  const inFlight = new Gauge({
    name: "pipeline_http_requests_in_flight",
    help: "Requests that wait for their answer.",
    registers,
  });
  const leader = new Gauge({
    name: "pipeline_due_work_leader",
    help: "1 where this process does the due work of all.",
    registers,
  });
  const database = databaseGauges(registry, sources);
  return {
    request: (method, route, status, seconds) => requests.labels(method, route, `${status}`).observe(seconds),
    call: (procedure, result, seconds) => calls.labels(procedure, result).observe(seconds),
    refused: (limit) => refusals.inc({ limit }),
    signInFailed: () => failures.inc(),
    dueWork(work, seconds, hasFailed) {
      rounds.labels(work).observe(seconds);
      if (hasFailed) failed.inc({ work });
    },
    async text() {
      await database.look();
      streams.set(sources.openStreams());
      inFlight.set(sources.inFlight());
      leader.set(sources.leads() ? 1 : 0);
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}
