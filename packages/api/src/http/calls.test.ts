import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { beforeAll, describe, expect, test } from "vitest";
import { appRouter } from "../router";
import { plainCalls } from "./calls";
import { createTestHttp, ORIGIN, type Person, type TestHttp } from "./testing";

let http: TestHttp;
let ann: Person;
beforeAll(async () => {
  http = await createTestHttp();
  ann = await http.person();
});

const query = (path: string, input?: unknown, batch = "") => {
  const search = new URLSearchParams({ ...(input !== undefined && { input: JSON.stringify(input) }) });
  return ["GET", `/api/trpc/${path}?${batch}${search}`, undefined] as const;
};
const mutation = (path: string, body: unknown, batch = "") => ["POST", `/api/trpc/${path}?${batch}`, body] as const;
const BATCH = "batch=1&";
const nobody = "00000000-0000-4000-8000-000000000000";

const REQUESTS = {
  "a query": query("notifications.poll", { since: 0 }),
  "a query without input": query("account.get"),
  "a query with nothing where something is needed": query("notifications.poll"),
  "a query with null": query("notifications.poll", null),
  "a query with fields of the wrong kind": query("costs.records", { limit: "many", color: "red" }),
  "a query for what is not there": query("jobs.get", { id: nobody }),
  "a query with a direction": query("jobs.list", { direction: "forward" }),
  "a mutation": mutation("storage.keep", { id: nobody, project: "p", path: "a", bytes: 1 }),
  "a mutation that is refused": mutation("jobs.cancel", { id: nobody }),
  "a mutation with an empty object": mutation("jobs.report", {}),
  "a batch of one": query("account.get", {}, BATCH),
  "a batch without input": query("account.get,notifications.list", undefined, BATCH),
  "a batch, one of which fails": query(
    "account.get,jobs.get,notifications.poll",
    { 1: { id: nobody }, 2: { since: 0 } },
    BATCH,
  ),
  "a batch, all of which fail alike": query("jobs.get,jobs.get", { 0: { id: nobody }, 1: { id: nobody } }, BATCH),
  "a batch of mutations": mutation("notifications.markAllRead,jobs.cancel", { 0: {}, 1: { id: nobody } }, BATCH),
  "a batch with a list for its input": query("account.get,account.get", [{}], BATCH),
  "a batch of both kinds": query("account.get,notifications.markAllRead", {}, BATCH),
  "a batch of more than ten": query(Array.from({ length: 11 }, () => "account.get").join(","), {}, BATCH),
  "a path of two outside of a batch": query("account.get,account.get", {}),
  "a procedure that does not exist": query("account.getAll", {}),
  "a name that every object has": query("constructor", {}),
  "a router": query("account", {}),
  "a query by POST": mutation("account.get", {}),
  "a mutation by GET": query("notifications.markAllRead", {}),
  "a path with escapes": query("account%2Eget", {}),
} as const;

describe("is answered as tRPC's own adapter answers it:", () => {
  test.each(Object.entries(REQUESTS))("%s", async (_, [method, path, body]) => {
    const ours = await http.send(method, path, { headers: ann.headers, ...(body !== undefined && { body }) });
    const ctx = { ...(await http.pipeline.requestCtx(new Headers(ann.headers))), requestId: "same" };
    const request = new Request(ORIGIN + path, {
      method,
      headers: { "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const theirs = await fetchRequestHandler({
      endpoint: "/api/trpc",
      req: request,
      router: appRouter,
      maxBatchSize: 10,
      createContext: () => ctx,
    });
    expect(withoutIds(ours.body)).toEqual(withoutIds(await theirs.json()));
    expect(ours.status).toBe(theirs.status);
    for (const header of ["content-type", "vary"]) expect(ours.headers.get(header)).toBe(theirs.headers.get(header));
  });
});

// Written twice, or at another time.
function withoutIds(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body, (key, value) => (/^(requestId|version|createdAt)$/.test(key) ? null : value)));
}

const isPlain = ([method, path, body]: readonly [string, string, unknown]) => {
  const url = new URL(ORIGIN + path);
  const isBatch = url.searchParams.get("batch") === "1";
  const paths = decodeURIComponent(url.pathname)
    .slice("/api/trpc/".length)
    .split(isBatch ? "," : "\n");
  const text = url.searchParams.get("input");
  const input: unknown = method === "POST" ? body : text === null ? undefined : JSON.parse(text);
  return plainCalls(appRouter, { method, paths, isBatch, text: "", input }) !== undefined;
};

test("what is plain is not left to the adapter, and all else is", () => {
  const odd = Object.entries(REQUESTS).flatMap(([name, request]) => (isPlain(request) ? [] : [name]));
  expect(odd).toEqual([
    "a batch with a list for its input",
    "a batch of both kinds",
    "a path of two outside of a batch",
    "a procedure that does not exist",
    "a name that every object has",
    "a router",
    "a query by POST",
    "a mutation by GET",
  ]);
});
