import { createHash, timingSafeEqual } from "node:crypto";
import { DomainError } from "@pipeline/core/errors";
import type { Metrics } from "../metrics/metrics";

export const METRICS_PATH = "/api/metrics";

/** What a scrape answers, and who may scrape. */
export type Scrape = { readonly metrics: Metrics; readonly token: string };

/** Answers a scrape. UNAUTHENTICATED without the token, however alike. */
export async function answerMetrics({ metrics, token }: Scrape, { headers }: Request): Promise<Response> {
  if (!isSame(headers.get("authorization") ?? "", `Bearer ${token}`)) {
    throw new DomainError("UNAUTHENTICATED", "This needs the token of METRICS_TOKEN.");
  }
  return new Response(await metrics.text(), { headers: { "content-type": metrics.contentType } });
}

// Digests have one length, and take one time to compare.
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(expected));
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
