import { setTimeout as sleep } from "node:timers/promises";
import type { History, Post } from "../history";

/** How a client came to be: where it sends to, as whom, and where it writes down what it saw. */
export type Client = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly history: History;
  /** Hears of each answer that is not what a client should ever get. */
  readonly onStrange: (what: string) => void;
  /** Hears of each answer that says 503, and why. */
  readonly onUnavailable?: (why: string) => void;
  /** Hears of each request that had no answer, and of when (ms) it was sent. */
  readonly onBroken?: (sentAt: number) => void;
};

const AGAIN_MS = 25;
/** Nobody waits longer: an answer that takes so long counts as none at all. */
const HANGS_MS = 20_000;

/** Sends a request; undefined where the connection broke. */
export async function send(
  { url, headers, onStrange, onUnavailable, onBroken }: Client,
  path: string,
  body?: object,
): Promise<{ status: number; data: unknown } | undefined> {
  const method = body === undefined ? "GET" : "POST";
  const json = body === undefined ? {} : { body: JSON.stringify(body) };
  const signal = AbortSignal.timeout(HANGS_MS);
  const sentAt = Date.now();
  try {
    const response = await fetch(url + path, {
      method,
      headers: { "content-type": "application/json", ...headers },
      signal,
      ...json,
    });
    const text = await response.text();
    const { status } = response;
    if (status >= 500 && status !== 503) onStrange(`${path} was answered with ${status}: ${text}`);
    if (status === 503) onUnavailable?.(text);
    if (status === 503 && !response.headers.has("retry-after")) onStrange(`${path} was answered with 503 alone.`);
    return { status, data: dataOf(text) };
  } catch {
    if (signal.aborted) onStrange(`${path} was not answered for ${HANGS_MS} ms.`);
    onBroken?.(sentAt);
    return undefined;
  }
}

function dataOf(text: string): unknown {
  const parsed: { result?: { data: unknown } } = JSON.parse(text);
  return parsed.result?.data;
}

/** Sends a request again and again until it is known what became of it. `each` is told of every answer, and of none. */
export async function sendUntilKnown(
  client: Client,
  path: string,
  body: object | undefined,
  each: () => (status: number | undefined, data: unknown) => void = () => () => {},
): Promise<{ status: number; data: unknown }> {
  for (;;) {
    const hear = each();
    const answer = await send(client, path, body);
    hear(answer?.status, answer?.data);
    if (answer !== undefined && answer.status < 500 && answer.status !== 429) return answer;
    await sleep(AGAIN_MS);
  }
}

/** Books a cost, as often as it takes; answers the status in the end. `more` is sent along, for a body that is refused. */
export async function book(client: Client, post: Post, at: string, more: object = {}): Promise<number> {
  const { key, amount, project } = post;
  const body = { costType: "work", amount, project, recordedAt: at, idempotencyKey: key, ...more };
  const { status } = await sendUntilKnown(client, "/api/trpc/costs.record", body, () => {
    const attempt = client.history.begin(post);
    return (got, data) => {
      if (got === 200 && isRecord(data)) attempt.ok({ id: data.id });
      else if (got !== undefined && got >= 400 && got < 500) attempt.fail();
      else attempt.info();
    };
  });
  return status;
}

/** Looks once at what each project has come to; nothing is known of a look without an answer. */
export async function look({ history, ...client }: Client): Promise<void> {
  const attempt = history.begin({ deed: "read" });
  const input = encodeURIComponent(JSON.stringify({ period: "year", groupBy: "project" }));
  const answer = await send({ history, ...client }, `/api/trpc/costs.summary?input=${input}`);
  if (answer?.status === 200 && isSummary(answer.data))
    attempt.ok({ sums: Object.fromEntries(answer.data.breakdown.map(({ key, amount }) => [key, amount])) });
  else attempt.info();
}

const isRecord = (data: unknown): data is { id: string } =>
  typeof data === "object" && data !== null && "id" in data && typeof data.id === "string";

const isSummary = (data: unknown): data is { breakdown: { key: string; amount: string }[] } =>
  typeof data === "object" && data !== null && "breakdown" in data;
