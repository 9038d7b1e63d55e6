import { TRPCClientError } from "@trpc/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openEventSource } from "./event-source";

/** A browser's EventSource whose server is the test. */
class FakeSource extends EventTarget {
  static readonly CLOSED = 2;
  static all: FakeSource[] = [];
  readyState = 1;
  constructor(readonly url: string) {
    super();
    FakeSource.all.push(this);
  }
  close() {
    this.readyState = FakeSource.CLOSED;
  }
  say(type: string, data = "", lastEventId = "") {
    this.dispatchEvent(new MessageEvent(type, { data, lastEventId }));
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  FakeSource.all = [];
  vi.stubGlobal("EventSource", FakeSource);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const newest = () => FakeSource.all.at(-1) ?? new FakeSource("");

/** A subscription, and all that it says. */
function subscribe(input: unknown = {}) {
  const said: unknown[] = [];
  const observer = {
    next: ({ result }: { result: unknown }) => void said.push(result),
    error: ({ message }: { message: string }) => void said.push(`error: ${message}`),
    complete: () => void said.push("complete"),
  };
  const op = { id: 1, type: "subscription" as const, path: "notifications.changes", input, context: {}, signal: null };
  const end = openEventSource("/api/trpc", op, observer, (cause) => TRPCClientError.from(cause));
  return { said, end, source: newest };
}
const open = { type: "state", state: "pending", error: null };

test("a stream is opened at the procedure with its input, and no more than that", () => {
  const { source } = subscribe({ lastEventId: 7 });
  expect(source().url).toBe(`/api/trpc/notifications.changes?input=${encodeURIComponent('{"lastEventId":7}')}`);
});

test("what is tracked comes with its id, anything else without", () => {
  const { said, source } = subscribe();
  source().say("connected", "{}");
  source().say("message", '{"version":3}', "3");
  source().say("message", "1");
  expect(said).toEqual([
    { type: "started" },
    open,
    { type: "data", id: "3", data: { id: "3", data: { version: 3 } } },
    { type: "data", data: 1 },
  ]);
});

test("a connection that falls silent is opened anew where it was, and pings keep it", async () => {
  const { said, source } = subscribe();
  source().say("connected", '{"reconnectAfterInactivityMs":35000}');
  source().say("message", '{"version":3}', "3");
  await vi.advanceTimersByTimeAsync(30_000);
  source().say("ping");
  await vi.advanceTimersByTimeAsync(30_000);
  expect(FakeSource.all).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(6_000);
  expect(FakeSource.all).toHaveLength(2);
  expect(FakeSource.all[0]?.readyState).toBe(FakeSource.CLOSED);
  expect(decodeURIComponent(source().url)).toContain('{"lastEventId":"3"}');
  expect(said.at(-1)).toMatchObject({ state: "connecting", error: { message: "The stream fell silent." } });
});

test("a break that the browser mends by itself is told, one that it does not ends the subscription", () => {
  const { said, source } = subscribe();
  source().dispatchEvent(new Event("error"));
  expect(said.at(-1)).toMatchObject({ state: "connecting", error: { message: "The stream was interrupted." } });
  source().close();
  source().dispatchEvent(new Event("error"));
  expect(said.at(-1)).toBe("error: The stream was refused.");
});

test("a refusal of the procedure, and its end, are those of the subscription", () => {
  const refused = subscribe();
  refused.source().say("serialized-error", '{"message":"Sign in first.","code":-32001,"data":{}}');
  expect(refused.said).toEqual(["error: Sign in first."]);
  expect(refused.source().readyState).toBe(FakeSource.CLOSED);
  const done = subscribe();
  done.source().say("return");
  expect(done.said).toEqual(["complete"]);
});

test("who leaves because it fell silent leaves nothing behind", async () => {
  const { said, end, source } = subscribe();
  source().say("connected", '{"reconnectAfterInactivityMs":35000}');
  const hears = vi.spyOn(said, "push").mockImplementation(() => {
    end();
    return 0;
  });
  await vi.advanceTimersByTimeAsync(36_000);
  expect(hears).toHaveBeenCalledOnce();
  expect([FakeSource.all.length, source().readyState, vi.getTimerCount()]).toEqual([1, FakeSource.CLOSED, 0]);
});

test("who leaves leaves nothing behind", async () => {
  const { end, source } = subscribe();
  source().say("connected", '{"reconnectAfterInactivityMs":35000}');
  end();
  expect([source().readyState, vi.getTimerCount()]).toEqual([FakeSource.CLOSED, 0]);
});
