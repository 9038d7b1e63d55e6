import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { UNEXPECTED } from "../trpc";
import { createTestHttp, ORIGIN, PASSWORD, type Answer, type Person, type TestHttp } from "./testing";

const LEAK =
  /select|insert|relation|lora_|users|sessions|api_keys|params|\$1|postgres|stack|node_modules|ECONN|CONNECTION/i;

let http: TestHttp;
let ann: Person;
beforeAll(async () => {
  http = await createTestHttp();
  ann = await http.person();
});

const requestsOf = async (): Promise<Answer[]> => [
  await http.send("GET", "/api/jobs", ann),
  await http.send("GET", "/api/costs", ann),
  await http.send("POST", "/api/jobs", { ...ann, body: { name: "secret name" } }),
  await http.send("GET", "/api/trpc/jobs.list?input=%7B%7D", ann),
  await http.send("GET", "/api/trpc/jobs.list,jobs.list?batch=1&input=%7B%220%22%3A%7B%7D%2C%221%22%3A%7B%7D%7D", ann),
];

test("what nobody expected is a fixed sentence and an id; the log has the rest, without parameters", async () => {
  await http.admin.db.execute(sql`alter table lora_training_jobs rename to elsewhere`);
  try {
    for (const { status, headers, body } of await requestsOf()) {
      const text = JSON.stringify(body);
      const id = headers.get("x-request-id") ?? "none";
      expect(status).toBe(500);
      expect(text).toContain(UNEXPECTED);
      expect(text).toContain(id);
      expect(text).not.toMatch(LEAK);
      const told = http.logged.filter((line) => line.includes(id)).join("");
      expect(told).toContain('relation \\"lora_training_jobs\\" does not exist');
      expect(told).toContain('"query":');
      expect(told).not.toContain(ann.userId);
      expect(told).not.toContain("secret name");
    }
  } finally {
    await http.admin.db.execute(sql`alter table elsewhere rename to lora_training_jobs`);
  }
});

test("the library's own failures are not told either", async () => {
  await http.admin.db.execute(sql`revoke all on users, sessions, api_keys from pipeline_auth`);
  try {
    const answers = [
      await http.send("POST", "/api/auth/sign-in/email", { body: { email: ann.email, password: PASSWORD } }),
      await http.send("GET", "/api/auth/get-session", ann),
      await http.send("GET", "/api/jobs", ann),
      await http.send("GET", "/api/trpc/account.get", ann),
      await http.send("GET", "/api/jobs", { headers: { "x-api-key": "pk_unknown" } }),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(500);
      expect(JSON.stringify(body)).toContain(UNEXPECTED);
      expect(JSON.stringify(body)).not.toMatch(LEAK);
    }
    expect(http.logged.join("")).not.toContain(PASSWORD);
  } finally {
    await http.admin.db.execute(
      sql`grant select, insert, update, delete on users, sessions, api_keys to pipeline_auth`,
    );
  }
  expect((await http.send("GET", "/api/jobs", ann)).status).toBe(200);
});

test("without the database everything is 503 and says when to come back, and the process is still up", async () => {
  const lost = await createTestHttp();
  const bob = await lost.person();
  await Promise.all([lost.app.close(), lost.auth.close()]);
  const answers = [
    await lost.send("GET", "/api/jobs", bob),
    await lost.send("GET", "/api/trpc/account.get", bob),
    await lost.send("GET", "/api/auth/get-session", bob),
    await lost.send("POST", "/api/auth/sign-in/email", {
      headers: { origin: ORIGIN },
      body: { email: bob.email, password: PASSWORD },
    }),
    await lost.send("GET", "/api/ready"),
  ];
  for (const { status, headers, body } of answers) {
    expect(status).toBe(503);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect(JSON.stringify(body)).not.toMatch(LEAK);
  }
  expect((await lost.send("GET", "/api/health")).status).toBe(200);
});

test("a procedure that loses the database in the middle is 503 as well", async () => {
  const lost = await createTestHttp();
  const bob = await lost.person();
  await lost.app.close();
  for (const path of ["/api/jobs", "/api/trpc/jobs.list?input=%7B%7D"]) {
    const { status, headers } = await lost.send("GET", path, bob);
    expect(status).toBe(503);
    expect(headers.get("retry-after")).toBe("5");
  }
});
