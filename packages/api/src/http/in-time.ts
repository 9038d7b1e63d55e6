import { noDatabase } from "../unavailable";
import type { Parts } from "./parts";

const LATE_MS = 7_000;
const LIMIT_MS = 30_000;

/**
 * What is done, unless it takes long and the database says nothing either: then UNAVAILABLE, while somebody still waits
 * for the answer. What is slow while the database answers others has half a minute.
 */
export async function inTime(done: Promise<void>, { databaseAnswers }: Pick<Parts, "databaseAnswers">): Promise<void> {
  const begun = performance.now();
  let late: NodeJS.Timeout | undefined;
  let over = false;
  const silence = new Promise<never>((_, reject) => {
    const look = async () => {
      const goesOn = performance.now() - begun < LIMIT_MS && (await databaseAnswers());
      if (!goesOn) reject(noDatabase());
      else if (!over) late?.refresh();
    };
    late = setTimeout(() => void look(), LATE_MS).unref();
  });
  try {
    await Promise.race([done, silence]);
  } finally {
    over = true;
    clearTimeout(late);
  }
}
