/** Next calls it once, before the first request is taken. */
export async function register(): Promise<void> {
  // A constant of Next's build: what needs Node stays out of the other bundle.
  if (process.env["NEXT_RUNTIME"] === "nodejs") {
    const { start } = await import("./instrumentation-node");
    start();
  }
}
