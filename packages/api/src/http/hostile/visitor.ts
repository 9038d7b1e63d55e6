import { encodeCursor } from "@pipeline/core/cursor";
import { ORIGIN, type TestHttp, type Person } from "../testing";
import type { Known } from "./arbitrary";
import type { Sent } from "./targets";

export type Heard = { status: number; headers: Headers; text: string };

/** Sends one request as it is and reads its answer; a stream is left at once. */
export async function ask(http: TestHttp, { headers }: Pick<Person, "headers">, sent: Sent): Promise<Heard> {
  const { method, path, body } = sent;
  const gone = new AbortController();
  const request = new Request(`${ORIGIN}${path}`, {
    method,
    headers: { ...headers, origin: ORIGIN, ...(body !== undefined && { "content-type": "application/json" }) },
    signal: gone.signal,
    ...(body !== undefined && { body }),
  });
  const response = await http.pipeline.handle(request);
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  if (isStream) gone.abort();
  return { status: response.status, headers: response.headers, text: isStream ? "" : await response.text() };
}

/** The `id` that a call has answered. */
async function made(http: TestHttp, person: Person, path: string, input: object): Promise<string> {
  const body = JSON.stringify(input);
  const { text } = await ask(http, person, { method: "POST", path: `/api/trpc/${path}`, body });
  const { result } = JSON.parse(text) as { result: { data: { id: string } } };
  return result.data.id;
}

/** Someone with one of everything, and what an input of theirs may say. */
export async function visitor(http: TestHttp): Promise<{ person: Person; known: Known }> {
  const person = await http.person();
  const make = (path: string, input: object) => made(http, person, path, input);
  const ids = [
    await make("jobs.create", { name: "j", gpuType: "NVIDIA L40S", gpuCount: 1 }),
    await make("costs.record", { costType: "x", amount: "5", idempotencyKey: "k" }),
    await make("budgets.create", { name: "b", amount: "1000", period: "month" }),
    await make("storage.keep", { name: "f", sizeBytes: 1, idempotencyKey: "f" }),
    "11111111-1111-4111-8111-111111111111",
  ];
  const list = await ask(http, person, { method: "GET", path: "/api/notifications" });
  const { data } = JSON.parse(list.text) as { data: { notifications: { id: string }[] } };
  const money = ["0", "1", "0.000000000001", "999999999.999999999999", "12.50", "-1"];
  const instants = ["2026-03-01T00:00:00Z", "2026-03-10T12:00:00.000Z", "2026-03-11T01:30:00+05:30"];
  const dates = ["2026-03-01", "2026-03-10", "2026-02-28"];
  return {
    person,
    known: {
      uuid: [...ids, ...data.notifications.map(({ id }) => id)],
      "date-time": instants,
      until: ["2026-03-12T00:00:00Z"],
      expiresAt: ["2027-01-01T00:00:00Z"],
      from: dates.slice(0, 1),
      to: dates.slice(1, 2),
      startDate: dates.slice(0, 1),
      endDate: dates.slice(1, 2),
      amount: money,
      unitPrice: money,
      timeZone: ["UTC", "Asia/Kolkata", "America/New_York"],
      gpuType: ["NVIDIA L40S", "H100", "Abacus"],
      costType: ["compute", "credit", "x"],
      artifactUrl: ["https://example.test/a", "s3://bucket/key"],
      url: ["https://example.test/a"],
      cursor: ["W10", encodeCursor("jobs", { createdAt: "2026-03-10T12:00:00.000Z", id: "x" }), "!"],
      email: [person.email, "nobody@example.test"],
      password: ["wrong password"],
      lastEventId: ["0", "1"],
    },
  };
}
