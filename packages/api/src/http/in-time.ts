import { noDatabase } from "../unavailable";
import type { Parts } from "./parts";

const LATE_MS = 7_000;
const LIMIT_MS = 30_000;

type Pace = {
  /** Milliseconds that only go on. */
  readonly clock?: () => number;
  /** After so long it is first asked whether the database says anything; ms. */
  readonly lateMs?: number;
};

/**
 * What is done, unless it takes long and the database says nothing either: then UNAVAILABLE, while somebody still waits
 * for the answer. What is slow while the database answers others has half a minute.
 */
export async function inTime(
  done: Promise<void>,
  { databaseAnswers }: Pick<Parts, "databaseAnswers">,
  { clock = () => performance.now(), lateMs = LATE_MS }: Pace = {},
): Promise<void> {
  const begun = clock();
  let late: NodeJS.Timeout | undefined;
  let over = false;
  const silence = new Promise<never>((_, reject) => {
    const look = async () => {
      const goesOn = clock() - begun < LIMIT_MS && (await databaseAnswers());
      if (!goesOn) reject(noDatabase());
      else if (!over) late?.refresh();
    };
    late = setTimeout(() => void look(), lateMs).unref();
  });
  try {
    await Promise.race([done, silence]);
  } finally {
    over = true;
    clearTimeout(late);
  }
}
