import type { AppRouter } from "@pipeline/api";
import type { Operation, OperationResultObserver, TRPCClientError } from "@trpc/client";

type Observer = OperationResultObserver<AppRouter, unknown>;

/**
 * Reads a subscription as tRPC's server writes it: server-sent events. The browser comes back by itself after a break; a
 * connection that is silent for longer than the server promised is opened anew. Answers how to end it.
 */
export function openEventSource(
  url: string,
  { path, input }: Operation,
  observer: Observer,
  toError: (cause: object) => TRPCClientError<AppRouter>,
): () => void {
  let source: EventSource;
  let lastEventId: string | undefined;
  let patienceMs = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;

  const fail = (message: string) => toError(new Error(message));
  const state = (error: TRPCClientError<AppRouter> | null) =>
    observer.next({
      result: error ? { type: "state", state: "connecting", error } : { type: "state", state: "pending", error: null },
    });
  function alive(): void {
    clearTimeout(timer);
    if (patienceMs > 0) timer = setTimeout(reopen, patienceMs);
  }
  function close(): void {
    clearTimeout(timer);
    source.close();
  }
  function reopen(): void {
    close();
    state(fail("The stream fell silent."));
    // Who hears that may have had enough.
    if (!ended) open();
  }
  function open(): void {
    const asked = lastEventId === undefined ? input : { ...Object(input), lastEventId };
    source = new EventSource(`${url}/${path}?input=${encodeURIComponent(JSON.stringify(asked ?? {}))}`);
    source.addEventListener("connected", ({ data }: MessageEvent<string>) => {
      patienceMs = Number(JSON.parse(data).reconnectAfterInactivityMs ?? 0);
      alive();
      observer.next({ result: { type: "started" } });
      state(null);
    });
    source.addEventListener("ping", alive);
    source.addEventListener("message", ({ data: text, lastEventId: id }: MessageEvent<string>) => {
      alive();
      const data: unknown = JSON.parse(text);
      if (id !== "") lastEventId = id;
      observer.next({ result: id === "" ? { type: "data", data } : { type: "data", id, data: { id, data } } });
    });
    source.addEventListener("serialized-error", ({ data }: MessageEvent<string>) => {
      close();
      observer.error(toError({ error: JSON.parse(data) }));
    });
    source.addEventListener("return", () => {
      close();
      observer.complete();
    });
    source.addEventListener("error", () => {
      if (source.readyState !== EventSource.CLOSED) return state(fail("The stream was interrupted."));
      clearTimeout(timer);
      observer.error(fail("The stream was refused."));
    });
  }
  open();
  return () => {
    ended = true;
    close();
  };
}
