/** A browser that is signed in. Its token stays with the browser's own calls: it has no place in a page. */
export type SessionRow = { id: string; browser: string | null; since: string; present: boolean };

type Session = { id: string; userAgent?: string | null | undefined; createdAt: Date | string };

/** The sessions as they are listed: this one first, then the newest. */
export function toRows(sessions: readonly Session[], presentId: string | undefined): SessionRow[] {
  return sessions
    .map(({ id, userAgent, createdAt }) => ({
      id,
      browser: userAgent ?? null,
      since: new Date(createdAt).toISOString(),
      present: id === presentId,
    }))
    .toSorted((a, b) => Number(b.present) - Number(a.present) || Date.parse(b.since) - Date.parse(a.since));
}
