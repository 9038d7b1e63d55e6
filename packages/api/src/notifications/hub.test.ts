import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createHub } from "./hub";

const ann = randomUUID();
const bob = randomUUID();

describe("a stream", () => {
  test("hears the newest version above the one it has, those in between at once", async () => {
    const hub = createHub();
    const stream = hub.subscribe(ann);
    const waiting = stream.newer(3);
    for (const version of [1, 3, 4]) hub.publish({ userId: ann, version });
    expect(await waiting).toBe(4);
    for (const version of [5, 9, 7]) hub.publish({ userId: ann, version });
    expect(await stream.newer(4)).toBe(9);
  });

  test("hears nothing that is older than what it has, nor what is somebody else's", async () => {
    const hub = createHub();
    const stream = hub.subscribe(ann);
    const heard: number[] = [];
    const waiting = stream.newer(9).then((version) => heard.push(version));
    hub.publish({ userId: ann, version: 9 });
    hub.publish({ userId: bob, version: 10 });
    await Promise.resolve();
    expect(heard).toEqual([]);
    hub.publish({ userId: ann, version: 11 });
    await waiting;
    expect(heard).toEqual([11]);
  });

  test("that is closed ends with AbortError for whoever waits, and for whoever asks later", async () => {
    const stream = createHub().subscribe(ann);
    const waiting = stream.newer(0);
    stream.close();
    stream.close();
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
    await expect(stream.newer(0)).rejects.toMatchObject({ name: "AbortError" });
  });

  test("is closed by its signal, and at once by one that has been given before", async () => {
    const hub = createHub();
    const gone = new AbortController();
    const waiting = hub.subscribe(ann, gone.signal).newer(0);
    gone.abort();
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
    await expect(hub.subscribe(ann, gone.signal).newer(0)).rejects.toMatchObject({ name: "AbortError" });
    expect([hub.size(), hub.users()]).toEqual([0, []]);
  });
});

describe("a hub", () => {
  test("holds 32 streams of a user, and another one's beside them", () => {
    const hub = createHub();
    const streams = Array.from({ length: 32 }, () => hub.subscribe(ann));
    expect(() => hub.subscribe(ann)).toThrow(expect.objectContaining({ code: "TOO_MANY_REQUESTS" }));
    expect(hub.subscribe(bob)).toBeDefined();
    expect(hub.size()).toBe(33);
    streams[5]?.close();
    streams[5]?.close();
    hub.subscribe(ann);
    expect(() => hub.subscribe(ann)).toThrow(expect.objectContaining({ code: "TOO_MANY_REQUESTS" }));
  });

  test("keeps nothing of a user without a stream", () => {
    const hub = createHub();
    for (let i = 0; i < 1_000; i++) hub.publish({ userId: randomUUID(), version: 1 });
    const streams = Array.from({ length: 100 }, () => hub.subscribe(randomUUID()));
    expect(hub.users()).toHaveLength(100);
    for (const stream of streams) stream.close();
    expect([hub.size(), hub.users()]).toEqual([0, []]);
  });

  test("that stops ends every stream and takes no new one", async () => {
    const hub = createHub();
    const waiting = [ann, ann, bob].map((userId) => hub.subscribe(userId).newer(0));
    hub.stop();
    const ends = await Promise.allSettled(waiting);
    expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(hub.size()).toBe(0);
    expect(() => hub.subscribe(ann)).toThrow(expect.objectContaining({ code: "UNAVAILABLE" }));
  });
});
