import { expect, test } from "vitest";
import { inside, type Ctx } from "../ctx";
import { createTestHttp } from "../http/testing";
import { verifyAccount } from "./verify";

const DONE = "done";

/** A check that has run and holds its place until it is let go. */
function checking(ctx: Ctx): Promise<() => Promise<void>> {
  return new Promise((checked, failed) => {
    const held = ctx.db.transaction(async (tx) => {
      await verifyAccount(inside(ctx, tx));
      await new Promise<void>((release) => {
        checked(async () => {
          release();
          await held;
        });
      });
    });
    held.catch(failed);
  });
}

test("an account's figures are checked one at a time, and those of two accounts at once", async () => {
  const http = await createTestHttp();
  const [ann, bob, carl] = [await http.person(), await http.person(), await http.person()];
  const ask = async (who: typeof ann) => {
    const { status, headers, body } = await http.send("GET", "/api/trpc/account.verify", who);
    const { error } = body as { error?: { message: string } };
    return [status, headers.get("retry-after"), error?.message ?? DONE];
  };
  const as = ({ userId }: typeof ann) => http.as({ kind: "system", userId });
  const free = [200, null, DONE];
  const letAnnGo = await checking(as(ann));
  expect(await ask(ann)).toEqual([429, "10", "Your figures are being checked already."]);
  expect(await ask(bob)).toEqual(free);
  const letBobGo = await checking(as(bob));
  expect(await ask(carl)).toEqual([503, "10", "Too many checks are running. Try again in a moment."]);
  expect(await ask(ann)).toEqual([429, "10", "Your figures are being checked already."]);
  await letAnnGo();
  expect(await ask(carl)).toEqual(free);
  expect(await ask(ann)).toEqual(free);
  await letBobGo();
});
