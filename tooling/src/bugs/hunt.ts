import type { Bug } from "./bugs";
import type { Copy } from "./copy";
import type { Outcome } from "./outcome";

export type Verdict = Outcome & { readonly bug: Bug };

/** Applies one bug after the other and has its tests run. Throws when a test fails without any of them. */
export function hunt(
  bugs: readonly Bug[],
  copy: Pick<Copy, "apply" | "mend" | "run">,
  say: (line: string) => void,
): Verdict[] {
  const healthy = copy.run([...new Set(bugs.flatMap((bug) => bug.tests))]);
  const sick = healthy.failed ?? healthy.broken;
  if (sick !== undefined) throw new Error(`Without any bug a test fails already: ${sick}`);
  return bugs.map((bug) => {
    copy.apply(bug);
    const outcome = copy.run(bug.tests);
    copy.mend();
    say(`${wordFor(outcome)} ${bug.name}`);
    return { ...outcome, bug };
  });
}

function wordFor({ failed, broken }: Outcome): string {
  if (broken !== undefined) return "BROKEN";
  return failed === undefined ? "MISSED" : "found ";
}

/** Why the hunt has failed, a line for each bug; none when a test found every one. */
export function failuresOf(verdicts: readonly Verdict[]): string[] {
  return verdicts.flatMap(({ bug: { name }, failed, broken }) => {
    if (broken !== undefined) return [`${name}: its tests did not run: ${broken}`];
    return failed === undefined ? [`${name}: nobody noticed`] : [];
  });
}
