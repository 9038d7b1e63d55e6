type Answered = { requestId: string; https: boolean };

// Nothing of an answer is a page; `base-uri` and `form-action` do not follow from `default-src`.
const POLICY = "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Puts on an answer what every one of them has: nothing of it may be kept, framed, guessed or sent on. */
export function harden(headers: Headers, { requestId, https }: Answered): void {
  const isStream = headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  headers.set("x-request-id", requestId);
  headers.set("cache-control", isStream ? "private, no-store, no-transform" : "private, no-store");
  headers.set("x-content-type-options", "nosniff");
  headers.set("referrer-policy", "no-referrer");
  headers.set("content-security-policy", POLICY);
  if (https) headers.set("strict-transport-security", "max-age=31536000");
}
