import { beforeAll, describe, expect, test } from "vitest";
import { createTestHttp, type Person, type TestHttp } from "../testing";

let http: TestHttp;
let ann: Person;
beforeAll(async () => {
  http = await createTestHttp();
  ann = await http.person();
});

async function complaints(method: string, path: string): Promise<string[]> {
  const { status, body } = await http.send(method, path, ann);
  expect(status).toBe(400);
  return (body["details"] as { field: string }[]).map(({ field }) => field);
}

const LISTS: [path: string, max: number, parameters: [string, string][]][] = [
  [
    "/api/costs",
    1000,
    [
      ["period", "week"],
      ["time_zone", "UTC"],
      ["limit", "1"],
    ],
  ],
  [
    "/api/notifications",
    100,
    [
      ["unread", "true"],
      ["limit", "1"],
    ],
  ],
  [
    "/api/jobs",
    100,
    [
      ["status", "running"],
      ["limit", "1"],
    ],
  ],
];

describe.each(LISTS)("GET %s", (path, max, parameters) => {
  test.each(parameters)("takes %s once", async (name, value) => {
    expect((await http.send("GET", `${path}?${name}=${value}`, ann)).status).toBe(200);
    expect(await complaints("GET", `${path}?${name}=${value}&${name}=${value}`)).toEqual([name]);
    expect(await complaints("GET", `${path}?${name}=`)).toEqual([name]);
    expect(await complaints("GET", `${path}?${name}=nonsense`)).toEqual([name]);
    expect(await complaints("GET", `${path}?${name}[]=${value}`)).toEqual([`${name}[]`]);
  });

  test.each(["nonsense", "userId", "user_id", "Limit", "timeZone", "offset", "__proto__", "constructor"])(
    "does not know %s",
    async (name) => {
      expect(await complaints("GET", `${path}?${name}=1`)).toEqual([name]);
    },
  );

  test("takes a limit from 1 to its largest", async () => {
    expect((await http.send("GET", `${path}?limit=${max}`, ann)).status).toBe(200);
    for (const limit of ["0", "-1", `${max + 1}`, "1.5", "1e2", "0x10", " 5", "１", "9999999999", "NaN"]) {
      expect(await complaints("GET", `${path}?limit=${encodeURIComponent(limit)}`)).toEqual(["limit"]);
    }
  });

  test("refuses a cursor it has not given", async () => {
    const forged = Buffer.from('["jobs",{"at":"2026-01-01"}]').toString("base64url");
    for (const cursor of ["x", "%00", "e30", "💥", forged, "a".repeat(3000)]) {
      expect(await complaints("GET", `${path}?cursor=${encodeURIComponent(cursor)}`)).toEqual(["cursor"]);
    }
  });
});

test("an unread that is neither true nor false is refused", async () => {
  for (const value of ["TRUE", "1", "yes"]) {
    expect(await complaints("GET", `/api/notifications?unread=${value}`)).toEqual(["unread"]);
  }
});

test("what changes something takes nothing from the query", async () => {
  expect(await complaints("POST", "/api/jobs?name=x")).toEqual(["name"]);
  expect(await complaints("PATCH", "/api/notifications/00000000-0000-4000-8000-000000000000/read?x=1")).toEqual(["x"]);
});

test("one job and one notification take no parameters, and an id that is one", async () => {
  const id = "00000000-0000-4000-8000-000000000000";
  expect(await complaints("GET", `/api/jobs/${id}?limit=1`)).toEqual(["limit"]);
  for (const bad of ["x", `${id}%20`, `${id}0`, "..%2f1", "%00", "%ff"]) {
    expect(await complaints("GET", `/api/jobs/${bad}`)).toEqual(["id"]);
    expect(await complaints("PATCH", `/api/notifications/${bad}/read`)).toEqual(["id"]);
  }
});
