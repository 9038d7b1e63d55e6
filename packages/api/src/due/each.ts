/** How many are done in one round of a kind of work, at the most; where all of these were done, more may be waiting. */
export const BATCH = 200;

/** So many at once: the owner has six connections, and what is told to the millisecond needs one. */
const LANES = 5;

/** What failed for some, once all have had their turn; `done`: for how many others it was done. */
export class SomeFailed extends AggregateError {
  constructor(
    failures: readonly unknown[],
    readonly done: number,
  ) {
    super(failures, `${failures.length} failed, ${done} were done.`);
  }
}

/**
 * Does the same work for each, a few at once. What fails for one does not keep the others waiting: it is thrown together
 * with the other failures as `SomeFailed` once all have had their turn. Answers for how many it was done: `false` says that it was not.
 */
export function each<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<number> {
  return inLanes(items, work, LANES);
}

/** The same, one after the other. */
export function oneByOne<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<number> {
  return inLanes(items, work, 1);
}

async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<unknown>, lanes: number): Promise<number> {
  const failures: unknown[] = [];
  let done = 0;
  // One iterator that all lanes draw from.
  const waiting = items.values();
  const lane = async () => {
    for (const item of waiting) {
      try {
        if ((await work(item)) !== false) done += 1;
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (failures.length > 0) throw new SomeFailed(failures, done);
  return done;
}
