const endings: (() => Promise<void>)[] = [];

/** Does something after the test file, the last one first. A hook cannot: what a hook registers is never called. */
export function afterFile(end: () => Promise<void>): void {
  endings.push(end);
}

/** Does all of it; `clean-up.ts` calls it once a test file. */
export async function endFile(): Promise<void> {
  for (const end of endings.splice(0).toReversed()) await end();
}
