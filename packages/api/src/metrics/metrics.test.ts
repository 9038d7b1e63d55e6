import parsePrometheusTextFormat from "parse-prometheus-text-format";
import { beforeAll, describe, expect, test } from "vitest";
import { recordCost } from "../costs/record";
import { createTestHttp, ORIGIN, PASSWORD, type Person, type TestHttp } from "../http/testing";
import { openStream } from "../http/testing/streams";
import { createJob } from "../jobs/create";
import { reportEvent } from "../jobs/report";
import { appRouter } from "../router";

const MINUTE = 60_000;
const TOKEN = "a token for tests only";
let http: TestHttp;
let ann: Person;
beforeAll(async () => {
  http = await createTestHttp(undefined, { METRICS_TOKEN: TOKEN });
  ann = await http.person();
});

const request = (headers: Record<string, string>, app = http.pipeline) =>
  app.handle(new Request(`${ORIGIN}/api/metrics`, { headers }));

async function scrape(app = http.pipeline): Promise<string> {
  const response = await request({ authorization: `Bearer ${TOKEN}` }, app);
  expect(response.status).toBe(200);
  return response.text();
}

/** The samples of a metric by their labels, read by somebody else's parser. */
function samples(text: string, name: string): Map<string, number> {
  const family = parsePrometheusTextFormat(text).find((one) => one.name === name);
  const values = (family?.metrics ?? []).map((sample): [string, number] => [
    Object.values(sample.labels ?? {}).join(" "),
    Number(sample.value),
  ]);
  return new Map(values);
}

const meteringLag = async () => samples(await scrape(), "pipeline_metering_lag_seconds").get("");

/** How often a histogram has been observed: the parser does not tell its series apart. */
function countOf(text: string, series: string): number {
  const line = text.split("\n").find((one) => one.startsWith(`${series} `));
  return Number(line?.slice(series.length) ?? 0);
}

/** The lines that hold a figure; the collector has more once it has worked in another way for the first time. */
const figuresIn = (text: string) => text.split("\n").filter((line) => !/^($|#|nodejs_gc_)/.test(line));

/** Everything that somebody could ask for under a name of their own. */
const shapes = async (id: string) => {
  const paths = [`/api/${id}`, `/api/jobs/${id}/${id}`, `/api/trpc/${id}`, `/api/trpc/${id}?batch=1`];
  const odd = ["/api/auth/%00", `/api/auth/${id}`, `/api/jobs/%0A${id}`, `/api/trpc/__proto__,${id}?batch=1`];
  for (const path of [...paths, ...odd, `/api/${id}/%7B%22%7D`]) {
    for (const method of ["GET", "POST", "DELETE", `X${id.slice(0, 8).replaceAll("-", "")}`]) {
      await http.send(method, path, { ...ann, ...(method === "POST" && { body: {} }) });
    }
  }
};

describe("a scrape", () => {
  test("needs the token, all of it and nothing else", async () => {
    const wrong = ["", "Bearer", "Bearer ", TOKEN, `Basic ${TOKEN}`, `bearer ${TOKEN}`, `Bearer ${TOKEN.slice(0, -1)}`];
    const refused = [...wrong, `Bearer ${TOKEN}x`, `Bearer ${TOKEN}, Bearer x`, "Bearer undefined"];
    for (const authorization of refused) {
      const response = await request({ authorization });
      expect([authorization, response.status]).toEqual([authorization, 401]);
      expect(await response.text()).not.toContain("pipeline_");
    }
    expect((await request(ann.headers)).status).toBe(401);
    expect((await request(await http.key(ann.userId, ["costs:read"]))).status).toBe(401);
    const response = await request({ authorization: `Bearer ${TOKEN}` });
    expect([response.status, response.headers.get("content-type")]).toEqual([
      200,
      "text/plain; version=0.0.4; charset=utf-8",
    ]);
    expect(response.headers.get("cache-control")).toBe("private, no-store");
  });

  test("is not there where no token is set", async () => {
    const closed = await createTestHttp();
    for (const authorization of ["", "Bearer ", "Bearer undefined", `Bearer ${TOKEN}`]) {
      expect((await request({ authorization }, closed.pipeline)).status).toBe(404);
    }
    expect((await closed.send("POST", "/api/metrics", { body: {} })).status).toBe(404);
  });

  test("counts requests by route and status, and procedures each for itself", async () => {
    const before = await scrape();
    const batch = "/api/trpc/account.get,jobs.list,nowhere?batch=1&input=%7B%221%22%3A%7B%7D%7D";
    await http.send("GET", batch, ann);
    await http.send("GET", "/api/trpc/account.get,jobs.list?batch=1&input=%7B%221%22%3A%7B%22limit%22%3A0%7D%7D", ann);
    await http.send("GET", "/api/jobs/00000000-0000-4000-8000-000000000000", ann);
    await http.send("GET", "/api/costs");
    const after = await scrape();
    const grown = (series: string) => countOf(after, series) - countOf(before, series);
    const requests = (labels: string) => grown(`pipeline_http_request_duration_seconds_count{method="GET",${labels}}`);
    expect(requests('route="/api/trpc/*",status="207"')).toBe(2);
    expect(requests('route="/api/jobs/:id",status="404"')).toBe(1);
    expect(requests('route="/api/costs",status="401"')).toBe(1);
    const calls = (labels: string) => grown(`pipeline_procedure_duration_seconds_count{${labels}}`);
    expect(calls('procedure="jobs.list",result="BAD_REQUEST"')).toBe(1);
    expect(calls('procedure="account.get",result="ok"')).toBe(2);
  });

  test("makes no series of what strangers send, and holds nobody's id", async () => {
    await shapes(crypto.randomUUID());
    const before = figuresIn(await scrape());
    for (let i = 0; i < 8; i++) await shapes(crypto.randomUUID());
    const after = await scrape();
    expect(figuresIn(after).length).toBe(before.length);
    expect(after).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-|@example|__proto__/);
    const routes = [...after.matchAll(/route="([^"]*)"/g)].map(([, route = ""]) => route);
    for (const route of new Set(routes)) expect(route).toMatch(/^(none|\/api\/[a-z/:*-]+)$/);
    const procedures = [...after.matchAll(/procedure="([^"]*)"/g)].map(([, name = ""]) => name);
    for (const name of procedures) expect(Object.keys(appRouter._def.procedures)).toContain(name);
  });

  test("tells of streams, refusals, failed sign-ins and rows", async () => {
    const bob = await http.person();
    const stream = await openStream(http.pipeline, bob);
    await stream.next();
    const body = { email: bob.email, password: `not ${PASSWORD}` };
    for (let i = 0; i < 12; i++) await http.send("POST", "/api/auth/sign-in/email", { body });
    // The stream was the first of 600.
    for (let i = 0; i < 60; i++) {
      const ten = Array.from({ length: 10 }, () => "account.get").join(",");
      await http.send("GET", `/api/trpc/${ten}?batch=1`, bob);
    }
    const recordedAt = new Date(http.clock.now).toISOString();
    const cost = { costType: "other", amount: "1.23", recordedAt, idempotencyKey: "k" };
    await recordCost(http.as({ kind: "system", userId: bob.userId }), cost);
    const text = await scrape();
    expect(samples(text, "pipeline_open_streams").get("")).toBe(1);
    expect(samples(text, "pipeline_sign_in_failures_total").get("")).toBe(10);
    expect(samples(text, "pipeline_rate_limited_total")).toEqual(
      new Map([
        ["sign_in", 2],
        ["session", 1],
        ["key", 0],
      ]),
    );
    expect(samples(text, "pipeline_database_up").get("")).toBe(1);
    expect(samples(text, "pipeline_http_requests_in_flight").get("")).toBe(1);
    expect([...samples(text, "pipeline_rows_written_total").keys()]).toContain("lora_cost_records");
    expect(text).toContain("nodejs_eventloop_lag_seconds");
    expect(text).not.toContain("1.23");
  });

  test("tells how long metering has been waiting for, while it is", async () => {
    const bob = await http.person();
    const ctx = http.as({ kind: "system", userId: bob.userId });
    const { id } = await createJob(ctx, { gpuType: "NVIDIA L40S", gpuCount: 1 });
    await reportEvent(ctx, { jobId: id, eventId: "s", type: "started" });
    http.clock.advance(17 * MINUTE);
    // Nobody has heard of it since: what it did is not known.
    expect(await meteringLag()).toBe(0);
    await reportEvent(ctx, { jobId: id, eventId: "h", type: "heartbeat" });
    expect(await meteringLag()).toBe(2 * 60);
    http.clock.advance(5 * MINUTE);
    expect(await meteringLag()).toBe(7 * 60);
    await http.due();
    expect(await meteringLag()).toBe(0);
    http.clock.advance(13 * MINUTE);
    await reportEvent(ctx, { jobId: id, eventId: "l", type: "heartbeat" });
    expect(await meteringLag()).toBe(5 * 60);
    await http.due();
  });

  test("answers without the database, and says that it is gone", async () => {
    const lost = await createTestHttp(undefined, { METRICS_TOKEN: TOKEN });
    expect(samples(await scrape(lost.pipeline), "pipeline_due_work_lag_seconds").size).toBe(3);
    await lost.app.close();
    const text = await scrape(lost.pipeline);
    expect(samples(text, "pipeline_database_up").get("")).toBe(0);
    expect(samples(text, "pipeline_due_work_lag_seconds").size).toBe(0);
    expect(samples(text, "pipeline_metering_lag_seconds").size).toBe(0);
  });
});
