/** What went wrong, as a sentence for the person at the terminal; with LOG_LEVEL=debug the whole error. */
export async function explain(error: unknown): Promise<string> {
  if (!(error instanceof Error)) return String(error);
  if (await isDebugging()) return detailsOf(error);
  const { unavailable } = await import("@pipeline/api/unavailable");
  if (isUnreadable(error)) return `The file ${error.path} cannot be opened.`;
  const gone = unavailable(error);
  if (gone) return gone.message;
  // A statement with its parameters is not for a terminal; what the database said about it is.
  return "query" in error && error.cause instanceof Error ? `The database says: ${error.cause.message}` : error.message;
}

function isUnreadable(error: Error): error is Error & { path: string } {
  return "syscall" in error && error.syscall === "open" && "path" in error && typeof error.path === "string";
}

function detailsOf(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\nCaused by: ${detailsOf(error.cause)}` : own;
}

async function isDebugging(): Promise<boolean> {
  const { readEnv } = await import("@pipeline/api/env");
  try {
    return ["debug", "trace"].includes(readEnv().logLevel);
  } catch {
    return false;
  }
}
