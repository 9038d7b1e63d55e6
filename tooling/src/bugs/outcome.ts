/** What came of tests that were run: the first that failed, or why none can be said to have; neither when all passed. */
export type Outcome = { readonly failed?: string; readonly broken?: string };

type Assertion = { status: string; fullName: string; failureMessages: string[] };
type Results = { testResults: { message: string; assertionResults: Assertion[] }[] };

/** Code that is none: what it throws is no finding of a test's. */
const NO_CODE = /^(?:Syntax|Reference)Error\b/;

/** Reads it from the status vitest ended with and its report. A file that does not load has no test that could have failed. */
export function outcomeOf(status: number | null, report: string | undefined): Outcome {
  if (status === 0) return {};
  if (report === undefined) return { broken: "there is no report" };
  const { testResults }: Results = JSON.parse(report);
  const failed = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter((one) => one.status === "failed"),
  );
  const found = failed.find(({ failureMessages: [message = ""] }) => !NO_CODE.test(message));
  if (found) return { failed: found.fullName };
  const messages = [...failed.flatMap((one) => one.failureMessages), ...testResults.map(({ message }) => message)];
  return { broken: messages.find((message) => message !== "")?.split("\n")[0] ?? "no test failed" };
}
