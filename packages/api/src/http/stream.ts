/** True for a request that an EventSource sends. */
export function wantsEvents(request: Request): boolean {
  return request.headers.get("accept")?.includes("text/event-stream") ?? false;
}

/** A stream without events: an EventSource comes back in a moment, while any status but 200 makes it give up for good. */
export function comeBack(): Response {
  return new Response("retry: 3000\n\n", { headers: { "content-type": "text/event-stream" } });
}

type Source = UnderlyingDefaultSource<Uint8Array> & { readonly requests: readonly Request[] };

/**
 * The same answer; `gone` is aborted when its reader goes away. It keeps the requests it came of: Node may forget one that
 * nobody holds, and then its signal never says that whoever sent it has left.
 */
export function endedByReader(response: Response, gone: AbortController, requests: readonly Request[]): Response {
  if (response.body === null) return response;
  const reader = response.body.getReader();
  const source: Source = {
    requests,
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      gone.abort();
      await reader.cancel();
    },
  };
  return new Response(new ReadableStream(source, { highWaterMark: 0 }), response);
}
