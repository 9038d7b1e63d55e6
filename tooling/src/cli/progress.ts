import { SingleBar, Presets } from "cli-progress";

/** Shows how far `work` is, on a terminal only and beside the results. */
export async function withProgress<T>(
  total: number,
  work: (onProgress: (done: number) => void) => Promise<T>,
): Promise<T> {
  const bar = new SingleBar(
    { stream: process.stderr, hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  try {
    return await work((done) => bar.update(done));
  } finally {
    bar.stop();
  }
}
