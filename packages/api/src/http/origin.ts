import { DomainError } from "@pipeline/core/errors";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);
const OWN_SITES = new Set([null, "same-origin", "none"]);

/** FORBIDDEN for a change that a foreign page asks for. Without Origin and Sec-Fetch-Site no browser is asking. */
export function refuseForeign(request: Request, trusted: ReadonlySet<string>): void {
  if (SAFE_METHODS.has(request.method)) return;
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  if (origin === null ? OWN_SITES.has(site) : trusted.has(origin)) return;
  throw new DomainError("FORBIDDEN", "This request comes from another site.");
}
