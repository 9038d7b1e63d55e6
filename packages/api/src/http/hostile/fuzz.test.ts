import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { createTestHttp, type TestHttp } from "../testing";
import { inputsOf } from "./arbitrary";
import { damaged } from "./damage";
import { LEAK } from "./leaks";
import { TARGETS, type Target } from "./targets";
import { ask, visitor } from "./visitor";

// Inputs for each procedure and route.
const INPUTS = Number(process.env["FUZZ_INPUTS"] ?? 40);
const SEED = process.env["SEED"];
/** A session has 600 calls a minute. */
const A_PERSON = 500;
const MOST_GROWN = 50 * 1024 * 1024;

let http: TestHttp;
let guest: Awaited<ReturnType<typeof visitor>>;
let calls = 0;
const told = { sent: 0, taken: 0 };
let atFirst = 0;
beforeAll(async () => {
  http = await createTestHttp();
  guest = await visitor(http);
});

/** Bytes that are in use once what is not is gone. */
function inUse(): number {
  http.logged.length = 0;
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().heapUsed;
}

async function fuzz(target: Target): Promise<void> {
  await fc.assert(
    fc.asyncProperty(damaged(inputsOf(target.schema, guest.known)), async (input) => {
      if (++calls % A_PERSON === 0) guest = await visitor(http);
      const { status, text } = await ask(http, guest.person, target.request(input));
      told.sent++;
      if (status !== 400 && status !== 401) told.taken++;
      // Whoever has just ended his own session comes back.
      if (status === 401) guest = { ...guest, person: await http.person() };
      expect({ status, text: text.slice(0, 2_000) }).toMatchObject({
        // Guesses at a password are counted.
        status: expect.toSatisfy((code: number) => code < 500 && (code !== 429 || target.name.includes("/sign-in"))),
        text: expect.not.stringMatching(LEAK),
      });
    }),
    { numRuns: INPUTS, endOnFailure: true, ...(SEED !== undefined && { seed: Number(SEED) }) },
  );
}

test.each(TARGETS)(
  "$name answers whatever comes in, and tells nothing of what is inside",
  async (target) => {
    await expect(fuzz(target)).resolves.toBeUndefined();
    if (atFirst === 0) atFirst = inUse();
  },
  120_000 + INPUTS * 100,
);

test("the process lives, and has kept nothing of it", async () => {
  expect((await http.send("GET", "/api/ready")).status).toBe(200);
  expect(inUse() - atFirst).toBeLessThan(MOST_GROWN);
});

test("and most of it had been no nonsense", () => {
  // What never gets past the schemas would show little.
  expect(told.taken / told.sent).toBeGreaterThan(0.1);
});
