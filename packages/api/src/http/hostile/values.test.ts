import { NOTIFICATION_CATALOGUE, NOTIFICATION_TYPES } from "@pipeline/core/notification-types";
import { describe, expect, test } from "vitest";
import { data, refused, restData, useGuest } from "./guest";

/*
 * Forty inputs that somebody with bad intentions would try, by their number in the list this project keeps of them. Left
 * out: 19 to 23 (docs/promises.md says why). Mails, requests, ids, time and ranges are in requests.test.ts, 25 (cells of
 * CSV files) in export.test.ts, 30 (connections) in connections.test.ts. What pages do with 13, 14, 15, 18 and 31 is in
 * tooling/e2e.
 */

const the = useGuest();
const { send, post, query, cost, job } = the;

describe("numbers", () => {
  test.each([
    "NaN",
    "Infinity",
    "-Infinity",
    "1e309",
    "1e5",
    "-0.01",
    "1,5",
    "0x10",
    "１２",
    " 5 ",
    "",
    "1e12",
    "+1",
    ".5",
    "1.",
  ])("#1 #2 #3 #6 an amount of %j is refused by name", async (amount) => {
    expect(await cost({ amount })).toMatchObject(refused("amount"));
    expect(await post("/api/jobs", { unit_price: amount })).toMatchObject(refused("unit_price"));
  });

  test.each(["NaN", "Infinity", "-Infinity", "+1", "01", ".5", "0x10"])(
    "#1 #2 a bare %s is no JSON",
    async (number) => {
      expect(await post("/api/jobs", `{"unit_price":${number}}`)).toMatchObject(refused("body"));
    },
  );

  test.each(["1e309", "-0.01", "1e12", "1e-13", "9007199254740993", "0.10000000000000000001", "1000000000"])(
    "#2 #3 #4 #5 a price of %s, as a JSON number, is refused by name",
    async (price) => {
      expect(await post("/api/jobs", `{"unit_price":${price}}`)).toMatchObject(refused("unit_price"));
    },
  );

  test("#2 a count that no number holds is refused by name", async () => {
    expect(await post("/api/trpc/storage.keep", '{"name":"f","idempotencyKey":"k","sizeBytes":1e309}')).toMatchObject(
      refused("sizeBytes"),
    );
    expect(
      await post("/api/trpc/storage.keep", '{"name":"f","idempotencyKey":"k","sizeBytes":9007199254740993}'),
    ).toMatchObject(refused("sizeBytes"));
  });

  test("#3 minus nothing is nothing", async () => {
    expect(data(await cost({ amount: "-0" }))["amount"]).toBe("0");
    expect(restData(await post("/api/jobs", '{"unit_price":-0}'))["unit_price"]).toBe(0);
  });

  test("#4 #5 every digit that is accepted is kept", async () => {
    for (const amount of ["0.0000001", "0.000000000001", "123456789.123456789012"]) {
      expect(data(await cost({ amount }))["amount"]).toBe(amount);
      const id = await the.http.send("POST", "/api/jobs", { ...the.ann, body: `{"unit_price":${amount}}` });
      expect(data(await query("jobs.get", { id: restData(id)["id"] }))["unitPrice"]).toBe(amount);
    }
    expect(await cost({ amount: "0.0000000000001" })).toMatchObject(refused("amount"));
  });

  test("#7 a number of very many digits is refused", async () => {
    expect((await post("/api/jobs", `{"unit_price":${"9".repeat(1_000_000)}}`)).status).toBe(413);
    expect(await post("/api/jobs", `{"unit_price":${"9".repeat(60_000)}}`)).toMatchObject(refused("unit_price"));
    expect(await post("/api/jobs", { unit_price: "9".repeat(60_000) })).toMatchObject(refused("unit_price"));
    expect(await cost({ amount: `0.${"1".repeat(60_000)}` })).toMatchObject(refused("amount"));
    expect(await post("/api/jobs", `{"gpu_count":${"9".repeat(60_000)}}`)).toMatchObject(refused("gpu_count"));
  });
});

describe("types and JSON", () => {
  test.each([[[]], [["a"]], [[["a"]]], [{}], [true], [null], [5]])("#8 %j is no text", async (value) => {
    expect(await post("/api/jobs", { name: value })).toMatchObject(refused("name"));
    expect(await query("jobs.get", { id: value })).toMatchObject(refused("id"));
    expect((await query("jobs.get", value)).status).toBe(400);
  });

  test("#9 of a name that comes twice the last one counts, for the key as well as for the job", async () => {
    const twice = await post(
      "/api/jobs",
      '{"name":"a","unit_price":1,"name":"b","unit_price":2,"idempotency_key":"k"}',
    );
    expect(restData(twice)).toMatchObject({ name: "b", unit_price: 2 });
    const once = await post("/api/jobs", { name: "b", unit_price: 2, idempotency_key: "k" });
    expect([once.status, restData(once)["id"]]).toEqual([201, restData(twice)["id"]]);
  });

  test("#10 nesting without an end is refused", async () => {
    expect((await post("/api/jobs", "[".repeat(100_000))).status).toBe(413);
    for (const path of ["/api/jobs", "/api/trpc/costs.record"])
      expect(await post(path, "[".repeat(60_000))).toMatchObject(refused("body"));
    const deep = JSON.parse(`${'{"a":'.repeat(30)}1${"}".repeat(30)}`) as object;
    expect(await cost({ details: deep })).toMatchObject(refused("details"));
  });

  test("#11 #12 what Postgres cannot hold is refused wherever it stands", async () => {
    const texts = ["a\u0000b", "\ud800", "a\udfff"];
    for (const text of texts) {
      for (const details of [{ a: text }, { [text]: 1 }, { a: [{ b: text }] }])
        expect((await cost({ details })).status).toBe(400);
      expect((await cost({ project: text })).status).toBe(400);
      expect((await post("/api/jobs", { name: text })).status).toBe(400);
      expect((await query("costs.records", { project: text })).status).toBe(400);
      const sent = { email: the.ann.email, password: "long enough 1", name: text };
      expect((await post("/api/auth/sign-up/email", sent)).status).toBe(400);
    }
    expect((await send("GET", "/api/jobs/%00")).status).toBe(400);
    expect((await send("GET", "/api/jobs?cursor=%00")).status).toBe(400);
  });
});

describe("texts", () => {
  test.each([
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "--> \u2028\u2029 x",
    "\u202eelif\u200b",
    `Z${"\u0301".repeat(150)}`,
  ])("#13 #14 #15 %j comes back as it was, as JSON that nobody may guess to be a page", async (name) => {
    const id = await job({ name });
    const answer = await send("GET", `/api/jobs/${id}`, { headers: { "user-agent": name.replaceAll(/[^ -~]/g, "") } });
    expect(restData(answer)["name"]).toBe(name);
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    const told = await send("GET", "/api/notifications");
    expect(JSON.stringify(told.body)).toContain(JSON.stringify(name).slice(1, -1));
  });

  test("#15 length is counted in characters, not in what they are written with", async () => {
    expect(restData(await post("/api/jobs", { name: "😀".repeat(200) }))["name"]).toBe("😀".repeat(200));
    expect(await post("/api/jobs", { name: "😀".repeat(201) })).toMatchObject(refused("name"));
    expect(await post("/api/jobs", { name: `Z${"\u0301".repeat(500)}` })).toMatchObject(refused("name"));
    expect(await post("/api/jobs", { name: "😀".repeat(10_000) })).toMatchObject(refused("name"));
  });

  test("#16 a megabyte of a name and an endless id are refused", async () => {
    expect((await post("/api/jobs", { name: "x".repeat(1_000_000) })).status).toBe(413);
    expect(await send("GET", `/api/jobs/${"a".repeat(65_536)}`)).toMatchObject(refused("id"));
    expect((await query("jobs.get", { id: "a".repeat(65_536) })).status).toBe(400);
  });
});

const EVIL = [
  ..."javascript:alert(1)|JaVaScRiPt:alert(1)|java\tscript:alert(1)|data:text/html,<script>1</script>|vbscript:x".split(
    "|",
  ),
  ..."//evil.test|/\\evil.test|https:evil.test|/%09/evil.test|/\t/evil.test|https://ok.test@evil.test|file:///etc/passwd".split(
    "|",
  ),
];

describe("addresses", () => {
  test.each(EVIL)(
    "#17 #18 %j is no link to a file, and nobody may say where a notification leads or a sign-in goes",
    async (url) => {
      const jobId = await job();
      // `https:evil.test` is how a browser writes https://evil.test, which is another host and nothing worse.
      if (url !== "https:evil.test") {
        const event = { event_id: "1", type: "artifact_ready", artifact_url: url, size_bytes: 1 };
        expect(await post(`/api/jobs/${jobId}/events`, event)).toMatchObject(refused("artifact_url"));
        expect(
          (await post("/api/trpc/storage.keep", { name: "f", sizeBytes: 1, idempotencyKey: "k", url })).status,
        ).toBe(400);
      }
      expect(await post("/api/jobs", { action_url: url })).toMatchObject(refused("action_url"));
      const signIn = { email: the.ann.email, password: "x", callbackURL: url };
      expect(await post("/api/auth/sign-in/email", signIn)).toMatchObject(refused("callbackURL"));
      for (const name of ["next", "callbackURL", "redirect"]) {
        const { status, headers } = await send("GET", `/api/auth/get-session?${name}=${encodeURIComponent(url)}`);
        expect([status < 300 || status >= 400, headers.get("location")]).toEqual([true, null]);
      }
    },
  );

  test("#17 no payload makes a notification lead out of the application", () => {
    for (const type of NOTIFICATION_TYPES) {
      for (const url of ["/evil.test", "\\evil.test", "../../..//evil.test", "javascript:alert(1)"]) {
        const payload = { job_id: url, budget_id: url, date: url, job_name: url, budget_name: url, amount: "1" };
        expect(() => NOTIFICATION_CATALOGUE[type].tell(payload, { currency: "USD" })).toThrow(
          /Invalid|leads to a path/,
        );
      }
    }
  });
});

describe("SQL and names of JavaScript", () => {
  test.each(["' or 1=1--", '");drop table x--', "%", "_", "\\", "(a+)+$", "$1", "'; select pg_sleep(10); --"])(
    "#26 #27 %j is text and nothing else",
    async (text) => {
      await cost({ project: "other" });
      const own = data(await cost({ project: text }));
      expect(data(await query("costs.records", { project: text }))["items"]).toMatchObject([own]);
      expect(data(await query("costs.records", { project: `${text}x` }))["items"]).toEqual([]);
      expect((await post("/api/trpc/jobs.estimate", {})).status).toBe(405);
      expect((await query("jobs.estimate", { gpuType: text, gpuCount: 1, estimatedHours: 1 })).status).toBe(400);
    },
  );

  test.each(["sort", "order", "order_by", "columns"])("#26 nobody chooses %s", async (name) => {
    for (const value of ["amount desc; select", 'a" desc,"b', "recorded_at"])
      expect(await send("GET", `/api/costs?${name}=${encodeURIComponent(value)}`)).toMatchObject(refused(name));
  });

  test("#28 names that every object has are unknown fields, plain data in details, and no paths", async () => {
    for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty", "prototype"]) {
      const own = JSON.parse(`{"${name}":{"polluted":true,"gpu_count":5}}`) as object;
      expect(await post("/api/jobs", own)).toMatchObject(refused(name));
      expect(await post("/api/trpc/jobs.create", own)).toMatchObject(refused(name));
      expect(await send("GET", `/api/costs?${name}=1`)).toMatchObject(refused(name));
      expect((await cost({ details: own })).status).toBeLessThan(401);
      for (const path of [`/api/trpc/${name}`, `/api/trpc/jobs.${name}`, `/api/auth/${name}`, `/api/${name}`])
        expect((await send("GET", path)).status).toBe(404);
      expect(Reflect.get({}, "polluted")).toBeUndefined();
    }
  });
});
