const TWINS: Record<string, string> = { localhost: "127.0.0.1", "127.0.0.1": "localhost" };

/** The origins whose pages may act for a signed-in person: the application's, and its twin on this machine. */
export function trustedOrigins(appUrl: string): string[] {
  const url = new URL(appUrl);
  const twin = TWINS[url.hostname];
  if (twin === undefined) return [url.origin];
  const other = new URL(appUrl);
  other.hostname = twin;
  return [url.origin, other.origin];
}
