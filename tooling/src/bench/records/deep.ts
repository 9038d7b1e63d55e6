import type { Page } from "@pipeline/core/cursor";

type Ask<T> = (input: { cursor?: string | undefined; limit: number }) => Promise<Page<T>>;

/**
 * The cursor of a page, by going there from the first one in steps of at most `step`. A cursor serves pages of any size.
 */
export async function cursorOf<T>(ask: Ask<T>, at: { page: number; limit: number; step: number }): Promise<string> {
  let rest = (at.page - 1) * at.limit;
  let cursor: string | undefined;
  while (rest > 0) {
    const { nextCursor, items } = await ask({ cursor, limit: Math.min(rest, at.step) });
    if (nextCursor === null) throw new Error(`There are fewer than ${at.page} pages.`);
    cursor = nextCursor;
    rest -= items.length;
  }
  if (cursor === undefined) throw new Error("The first page has no cursor.");
  return cursor;
}
