import { afterEach, expect, test, vi } from "vitest";
import { createPipe } from "./pipe";

afterEach(() => void vi.useRealTimers());

const MINUTE = 60_000;

const open = (stallMs = MINUTE) => {
  const stop = new AbortController();
  return { stop, pipe: createPipe({ stallMs, limitMs: 10 * MINUTE, stopped: stop.signal, buffer: 1 }) };
};

/** Whether a promise is still open after everything that can happen at once has happened. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const settled = promise.then(
    () => false,
    () => false,
  );
  return Promise.race([settled, new Promise<boolean>((resolve) => setImmediate(() => resolve(true)))]);
}

test("a body is what was written, in order, and ends", async () => {
  const { pipe } = open();
  const text = new Response(pipe.body).text();
  for (const piece of ["a", "", "é", "c"]) await pipe.write(piece);
  pipe.end();
  expect(await text).toBe("aéc");
});

test("nothing is written faster than it is read", async () => {
  const { pipe } = open();
  const first = pipe.write("a");
  expect(await isPending(first)).toBe(true);
  const reader = pipe.body.getReader();
  await reader.read();
  await first;
  const second = pipe.write("b");
  expect(await isPending(second)).toBe(true);
  await reader.read();
  await second;
});

test("what fits into the buffer waits for nobody", async () => {
  const pipe = createPipe({ stallMs: 1, limitMs: MINUTE, stopped: new AbortController().signal });
  await pipe.write("a".repeat(200_000));
  pipe.end();
  expect(await new Response(pipe.body).text()).toHaveLength(200_000);
});

test("a reader who leaves before the end of what fitted into the buffer is known to have left", async () => {
  const pipe = createPipe({ stallMs: 1, limitMs: MINUTE, stopped: new AbortController().signal });
  await pipe.write("a");
  await pipe.body.cancel();
  expect(() => pipe.end()).toThrow(expect.objectContaining({ why: "gone" }));
});

test("a reader that stands still is cut off", async () => {
  const { pipe } = open(1);
  await expect(pipe.write("a")).rejects.toMatchObject({ why: "stalled" });
  await expect(pipe.write("b")).rejects.toMatchObject({ why: "stalled" });
});

test("a reader that takes a little now and then never stalls, and is cut off when its time is up", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const { pipe } = open();
  const reader = pipe.body.getReader();
  for (let minute = 0; minute < 10; minute++) {
    const write = pipe.write("a");
    vi.advanceTimersByTime(MINUTE - 1);
    await reader.read();
    await write;
  }
  const last = pipe.write("a");
  vi.advanceTimersByTime(10);
  await expect(last).rejects.toMatchObject({ why: "late" });
  await expect(pipe.write("b")).rejects.toMatchObject({ why: "late" });
});

test("a time that is up finds nothing to break once all is written", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const pipe = createPipe({ stallMs: MINUTE, limitMs: MINUTE, stopped: new AbortController().signal });
  await pipe.write("a");
  pipe.end();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(2 * MINUTE);
  expect(await new Response(pipe.body).text()).toBe("a");
});

test("a reader that goes away stops the writing", async () => {
  const { pipe } = open();
  const write = pipe.write("a");
  await pipe.body.cancel();
  await expect(write).rejects.toMatchObject({ why: "gone" });
  pipe.fail(new Error("too late"));
});

test("a stop cuts what waits and what comes after", async () => {
  const { pipe, stop } = open();
  const write = pipe.write("a");
  stop.abort();
  await expect(write).rejects.toMatchObject({ why: "stopped" });
  await expect(pipe.write("b")).rejects.toMatchObject({ why: "stopped" });
});

test("what fails breaks the body, so that it cannot look complete", async () => {
  const { pipe } = open();
  const text = new Response(pipe.body).text();
  await pipe.write("a");
  pipe.fail(new Error("the disk is full"));
  await expect(text).rejects.toThrow("the disk is full");
});
