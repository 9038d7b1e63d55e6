import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, expect } from "vitest";
import { createTestHttp, ORIGIN, type Answer, type Person, type TestHttp } from "../testing";
import { LEAK } from "./leaks";

type Named = Answer & { fields: string[] };
type Sent = { headers?: Record<string, string>; body?: unknown };

const NOW = "2026-03-10T12:00:00.000Z";

/** The fields of a refusal, each once. Fails where an answer tells what is inside. */
function named(answer: Answer): Named {
  const text = JSON.stringify(answer.body);
  expect(text).not.toMatch(LEAK);
  const fields = [...text.matchAll(/"field":"([^"]*)"/g)].map((found) => found[1] ?? "");
  return { ...answer, fields: [...new Set(fields)] };
}

/** What a procedure has answered. */
export const data = ({ body }: Answer) => (body as { result: { data: Record<string, unknown> } }).result.data;
/** What REST has answered. */
export const restData = ({ body }: Answer) => body["data"] as Record<string, unknown>;
/** A refusal that names this field alone. */
export const refused = (field: string) => ({ status: 400, fields: [field] });

/** Somebody with a session and bad intentions, new for each test of the file. */
export function useGuest() {
  let http: TestHttp;
  let ann: Person;
  beforeAll(async () => {
    http = await createTestHttp(NOW);
  });
  beforeEach(async () => {
    http.clock.set(NOW);
    ann = await http.person();
  });
  const send = async (method: string, path: string, sent: Sent = {}) =>
    named(await http.send(method, path, { ...sent, headers: { ...ann.headers, origin: ORIGIN, ...sent.headers } }));
  const post = (path: string, body: unknown) => send("POST", path, { body });
  return {
    get http() {
      return http;
    },
    get ann() {
      return ann;
    },
    send,
    post,
    query: (procedure: string, input: unknown) =>
      send("GET", `/api/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`),
    /** Records a cost that is valid but for this. */
    cost: (over: object) =>
      post("/api/trpc/costs.record", { costType: "x", amount: "1", idempotencyKey: randomUUID(), ...over }),
    /** Makes a job and answers its id. */
    job: async (over: object = {}) => String(restData(await post("/api/jobs", { unit_price: 1, ...over }))["id"]),
  };
}
