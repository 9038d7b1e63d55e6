import { accounts } from "@pipeline/db/schema";
import { eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { createTestHttp, PASSWORD, type TestHttp } from "../http/testing";
import { createUser } from "./create-user";

let http: TestHttp;
beforeAll(async () => {
  http = await createTestHttp(undefined, { SIGN_UP: "closed" });
});

const signIn = (email: string, password: string) =>
  http.send("POST", "/api/auth/sign-in/email", { body: { email, password } });

test("makes an account that can sign in, also where sign-up is closed", async () => {
  const id = await createUser(http.pipeline.auth, { email: "Ann@Example.test", password: PASSWORD, name: "Ann" });
  expect(await signIn("ann@example.test", PASSWORD)).toMatchObject({
    status: 200,
    body: { user: { id, name: "Ann" } },
  });
});

test("without a password nobody can sign in to it", async () => {
  const id = await createUser(http.pipeline.auth, { email: "import@example.test", name: "Import" });
  expect(await http.pipeline.door.profile(id)).toEqual({ email: "import@example.test", name: "Import" });
  expect(await http.auth.db.select().from(accounts).where(eq(accounts.userId, id))).toEqual([]);
  expect((await signIn("import@example.test", PASSWORD)).status).toBe(401);
});

const make = (email: string) => createUser(http.pipeline.auth, { email, name: "Twin" });

test("an e-mail has one account, however it is spelled and however many ask at once", async () => {
  const made = await Promise.allSettled(["twin@example.test", "TWIN@example.test", "twin@Example.test"].map(make));
  expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const one of made) if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "CONFLICT" });
  await expect(make("Twin@example.test")).rejects.toMatchObject({
    code: "CONFLICT",
    message: "An account with the e-mail Twin@example.test exists already.",
  });
});

test("every field that is wrong is named", async () => {
  const wrong = createUser(http.pipeline.auth, { email: "ann＠example.test", password: "short", name: " " });
  await expect(wrong).rejects.toMatchObject({
    code: "BAD_INPUT",
    message: expect.stringMatching(/^email: .+\. password: .+\. name: .+\.$/),
    fields: [{ field: "email" }, { field: "password" }, { field: "name" }],
  });
});
