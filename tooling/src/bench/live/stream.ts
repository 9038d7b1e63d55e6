import { once } from "node:events";
import http from "node:http";
import { performance } from "node:perf_hooks";

/** A client's side of a stream of versions. */
export type Stream = {
  /** When (performance.now) this version, or a newer one, had come whole. */
  reaches(version: number): Promise<number>;
  close(): void;
};

const TAIL = 64;

/** Opens a stream and waits for what it says first. Throws unless it is answered with 200. */
export async function openStream(url: string, headers: http.OutgoingHttpHeaders): Promise<Stream> {
  const request = http.get(url, { agent: false, headers: { ...headers, accept: "text/event-stream" } });
  const [response]: http.IncomingMessage[] = await once(request, "response");
  if (response?.statusCode !== 200) throw new Error(`A stream was answered with ${response?.statusCode}.`);
  let newest = -1;
  let at = 0;
  let waiting: { than: number; resolve(at: number): void; reject(error: Error): void } | undefined;
  let tail = "";
  response.setEncoding("latin1").on("data", (more: string) => {
    tail += more;
    const found = [...tail.matchAll(/\nid: (\d+)\n\n/g)].at(-1);
    if (found) {
      newest = Number(found[1]);
      at = performance.now();
      if (waiting && newest >= waiting.than) waiting.resolve(at);
      tail = "";
    }
    tail = tail.slice(-TAIL);
  });
  request.on("error", () => {});
  // A stream lasts five minutes: who measures longer would wait for ever.
  response.on("close", () => waiting?.reject(new Error("A stream has ended while it was listened to.")));
  const stream: Stream = {
    reaches: (version) =>
      newest >= version
        ? Promise.resolve(at)
        : new Promise((resolve, reject) => {
            waiting = { than: version, resolve, reject };
          }),
    close: () => request.destroy(),
  };
  await stream.reaches(0);
  return stream;
}
