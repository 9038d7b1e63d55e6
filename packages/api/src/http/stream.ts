/** True for a request that an EventSource sends. */
export function wantsEvents(request: Request): boolean {
  return request.headers.get("accept")?.includes("text/event-stream") ?? false;
}

/** A stream without events: an EventSource comes back in a moment, while any status but 200 makes it give up for good. */
export function comeBack(): Response {
  return new Response("retry: 3000\n\n", { headers: { "content-type": "text/event-stream" } });
}

/** The same answer; `gone` is aborted when its reader goes away. */
export function endedByReader(response: Response, gone: AbortController): Response {
  if (response.body === null) return response;
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        gone.abort();
        await reader.cancel();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, response);
}
