/** An instant on the wire: ISO 8601 in UTC with milliseconds, `2026-03-08T10:00:00.000Z`. */
export type Instant = string;

/** Milliseconds since 1970 as an Instant. */
export function toInstant(ms: number): Instant {
  return new Date(ms).toISOString();
}

/** An Instant as milliseconds since 1970. */
export function toMs(instant: Instant): number {
  return Date.parse(instant);
}
