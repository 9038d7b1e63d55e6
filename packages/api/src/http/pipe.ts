import type { ReadableStreamDefaultController } from "node:stream/web";

/** Why a body was broken off by us or by its reader. */
export type Cut = "gone" | "stalled" | "late" | "stopped";

/** Nobody reads any more, or nobody may. */
export class CutOff extends Error {
  constructor(readonly why: Cut) {
    super(`The body was broken off: ${why}.`);
  }
}

/** A body that is written piece by piece, as fast as its reader reads. */
export type Pipe = {
  readonly body: ReadableStream<Uint8Array>;
  /** Resolves when there is room for more; rejects with `CutOff`. */
  readonly write: (piece: string) => Promise<void>;
  /** All is written. Throws `CutOff` where nobody has waited for it. */
  end(): void;
  /** Breaks the connection, so that what came over it cannot look complete. */
  fail(error: unknown): void;
};

/** Bytes written ahead of the reader: what fits lets go of the database at once. */
const BUFFER = 256 * 1024;

type Wait = { resolve(): void; reject(error: CutOff): void };

type PipeOptions = { stallMs: number; limitMs: number; stopped: AbortSignal; buffer?: number };

/**
 * An open pipe. It is cut when its reader takes nothing for `stallMs`, when all is not written after `limitMs`, and when
 * `stopped` says so.
 */
export function createPipe({ stallMs, limitMs, stopped, buffer = BUFFER }: PipeOptions): Pipe {
  const encoder = new TextEncoder();
  let sink: ReadableStreamDefaultController<Uint8Array> | undefined;
  let waiting: Wait | undefined;
  let cut: CutOff | undefined;
  const cutOff = (why: Cut) => {
    cut ??= new CutOff(why);
    waiting?.reject(cut);
  };
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => void (sink = controller),
      pull: () => waiting?.resolve(),
      cancel: () => cutOff("gone"),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: buffer }),
  );
  // A reader that takes a little now and then never stalls, and would hold on for ever.
  const limit = setTimeout(() => cutOff("late"), limitMs);
  limit.unref();
  stopped.addEventListener("abort", () => cutOff("stopped"));
  if (stopped.aborted) cutOff("stopped");

  async function room(): Promise<void> {
    const timer = setTimeout(() => cutOff("stalled"), stallMs);
    try {
      await new Promise<void>((resolve, reject) => void (waiting = { resolve, reject }));
    } finally {
      waiting = undefined;
      clearTimeout(timer);
    }
  }

  return {
    body,
    async write(piece) {
      if (cut) throw cut;
      if (piece === "") return;
      sink?.enqueue(encoder.encode(piece));
      if ((sink?.desiredSize ?? 0) <= 0) await room();
    },
    end() {
      clearTimeout(limit);
      if (cut) throw cut;
      sink?.close();
    },
    fail(error) {
      clearTimeout(limit);
      if (cut?.why !== "gone") sink?.error(error);
    },
  };
}
