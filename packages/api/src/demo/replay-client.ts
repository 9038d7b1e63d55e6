import { z } from "zod";

/** Time as a replay knows it: `now` in ms, `wait` ends early when the replay is stopped. */
export type ReplayClock = { now(): number; wait(ms: number): Promise<void> };

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** The ingest API, as any trainer would use it. */
export type ReplayClient = {
  /** Registers a job; answers its id. */
  create(body: object): Promise<string>;
  report(jobId: string, body: object): Promise<void>;
};

const Created = z.object({ data: z.object({ id: z.uuid() }) });

const TRIES = 5;
const RETRY_MS = 2_000;

/** Sends with an API key, and again where the server could not answer: events are idempotent. */
export function replayClient(
  url: string,
  key: string,
  { fetch, clock }: { fetch: Fetch; clock: ReplayClock },
): ReplayClient {
  async function post(path: string, body: object): Promise<unknown> {
    const init = {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
    };
    for (let attempt = 1; ; attempt++) {
      const response = await fetch(`${url}${path}`, init).catch((error: unknown) => {
        if (attempt === TRIES) throw error;
      });
      if (response?.ok) return response.json();
      if (response && (attempt === TRIES || !mayRecover(response.status))) {
        throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
      }
      await clock.wait(attempt * RETRY_MS);
    }
  }
  return {
    create: async (body) => Created.parse(await post("/api/jobs", body)).data.id,
    report: async (jobId, body) => {
      await post(`/api/jobs/${jobId}/events`, body);
    },
  };
}

function mayRecover(status: number): boolean {
  return status === 429 || status >= 500;
}
