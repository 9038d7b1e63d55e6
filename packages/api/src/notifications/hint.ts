/** The channel on which processes tell each other that an inbox has moved on. */
export const INBOX_CHANNEL = "pipeline_inbox";

/** Says no more than where an inbox has got to. It may be lost: whoever misses it is late, and misses nothing. */
export type Hint = { readonly userId: string; readonly version: number };

/** A hint as the database carries it. */
export function toPayload({ userId, version }: Hint): string {
  return `${userId}:${version}`;
}

/** Reads what `toPayload` wrote; undefined for anything else. */
export function toHint(payload: string): Hint | undefined {
  const [, userId, version] = /^([0-9a-f-]{36}):(\d{1,16})$/.exec(payload) ?? [];
  return userId === undefined || version === undefined ? undefined : { userId, version: Number(version) };
}
