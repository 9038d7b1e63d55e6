import { tracked } from "@trpc/server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SSE } from "../trpc";
import { eventStream, streamOf, type Sink } from "./stream";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A stream of what `tell` says, to a reader that takes `room` pieces and no more until it is drained. */
function reader(room: number) {
  const taken: string[] = [];
  let ended: string | undefined;
  const waiting: ((version: number | "left") => void)[] = [];
  let returned = 0;
  const told = {
    next: async () => {
      const version = await new Promise<number | "left">((resolve) => waiting.push(resolve));
      if (version === "left") throw new DOMException("The stream has ended.", "AbortError");
      return { done: false as const, value: tracked(`${version}`, { version }) };
    },
    return: async () => {
      returned++;
      waiting.splice(0).forEach((hear) => hear("left"));
      return { done: true as const, value: undefined };
    },
  };
  const sink: Sink = {
    write: (bytes) => taken.push(new TextDecoder().decode(bytes)) < room,
    end: () => void (ended = "ended"),
    fail: () => void (ended = "broken off"),
  };
  const stream = streamOf(eventStream(told, new Request("http://localhost/")));
  if (!stream) throw new Error("There is no stream.");
  stream.open(sink);
  return {
    stream,
    taken,
    ended: () => ended,
    returned: () => returned,
    asked: () => waiting.length,
    async tell(version: number) {
      waiting.shift()?.(version);
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

test("a reader that is behind is written nothing, not even a ping, and is asked for again when it has caught up", async () => {
  const slow = reader(2);
  expect(slow.asked()).toBe(1);
  await slow.tell(1);
  expect(slow.taken).toHaveLength(2);
  expect(slow.asked()).toBe(0);
  await vi.advanceTimersByTimeAsync(3 * SSE.ping.intervalMs);
  expect(slow.taken).toHaveLength(2);
  slow.stream.drained();
  expect(slow.asked()).toBe(1);
});

test("a reader that a ping found behind is asked for once when it has caught up, not twice", async () => {
  const slow = reader(2);
  await vi.advanceTimersByTimeAsync(SSE.ping.intervalMs);
  expect(slow.taken).toHaveLength(2);
  slow.stream.drained();
  expect(slow.asked()).toBe(1);
});

test("a reader hears a ping when nothing else has come", async () => {
  const idle = reader(100);
  await vi.advanceTimersByTimeAsync(SSE.ping.intervalMs - 1);
  await idle.tell(1);
  await vi.advanceTimersByTimeAsync(SSE.ping.intervalMs - 1);
  expect(idle.taken).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(idle.taken.at(-1)).toContain("event: ping");
});

test("after its time a stream ends, and is broken off where its reader has not taken what was written", async () => {
  const [good, stuck] = [reader(100_000), reader(1)];
  await vi.advanceTimersByTimeAsync(SSE.maxDurationMs);
  expect([good.ended(), good.returned()]).toEqual(["ended", 1]);
  expect([stuck.ended(), stuck.returned()]).toEqual(["broken off", 1]);
  expect(vi.getTimerCount()).toBe(0);
});

test("whoever leaves takes the timers and the listening along, and is written nothing more", async () => {
  const gone = reader(100);
  gone.stream.leave();
  await vi.advanceTimersByTimeAsync(SSE.maxDurationMs);
  expect([gone.taken.length, gone.ended(), gone.returned(), vi.getTimerCount()]).toEqual([1, undefined, 1, 0]);
});
