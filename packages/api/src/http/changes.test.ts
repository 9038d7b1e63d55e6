import { beforeAll, describe, expect, test } from "vitest";
import { news, readEvents } from "../notifications/testing";
import { createTestHttp, ORIGIN, type Person, type TestHttp } from "./testing";

const PATH = "/api/trpc/notifications.changes";

let http: TestHttp;
beforeAll(async () => {
  http = await createTestHttp();
});

async function open(person: Person, { path = PATH, headers = {} }: { path?: string; headers?: object } = {}) {
  const gone = new AbortController();
  const request = new Request(`${ORIGIN}${path}`, { headers: { ...person.headers, ...headers }, signal: gone.signal });
  const response = await http.pipeline.handle(request);
  return { response, events: readEvents(response), leave: () => gone.abort() };
}

const ctxOf = ({ userId }: Person) => http.as({ kind: "system", userId });

describe("a stream of changes", () => {
  test("says where the inbox is, and then each change at once", async () => {
    const ann = await http.person();
    const { response, events, leave } = await open(ann);
    expect(response.status).toBe(200);
    expect(await events.next()).toEqual({ event: "message", id: "0", data: '{"version":0}' });
    const version = await news(ctxOf(ann));
    expect(await events.next()).toEqual({ event: "message", id: `${version}`, data: `{"version":${version}}` });
    leave();
    expect(await events.next()).toBeUndefined();
  });
});
