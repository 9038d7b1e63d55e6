import type { ServerResponse } from "node:http";

/**
 * Writes a body piece by piece, as fast as its reader reads, and stops asking for more when that one leaves. Where the body
 * fails the connection breaks, so that what came over it cannot look complete; why is for whoever made the body to tell.
 */
export async function pour(body: ReadableStream<Uint8Array>, outgoing: ServerResponse): Promise<void> {
  const reader = body.getReader();
  const leave = () => void reader.cancel().catch(() => {});
  outgoing.once("close", leave);
  if (outgoing.destroyed) leave();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (!outgoing.write(value)) await room(outgoing);
    }
    outgoing.end();
  } catch {
    outgoing.destroy();
  }
}

function room(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      outgoing.off("drain", go).off("close", go);
      resolve();
    };
    outgoing.once("drain", go).once("close", go);
  });
}
