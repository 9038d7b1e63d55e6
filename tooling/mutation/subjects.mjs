const budgets = "packages/api/src/budgets";
const auth = "packages/api/src/auth";

/** What is changed on purpose (`MUTATE=money|budgets|auth`), and the tests of which package are asked whether they notice. */
const SUBJECTS = {
  money: {
    mutate: [
      "apportion",
      "budget-periods",
      "crossing",
      "decimal",
      "decimal-notation",
      "meter",
      "money-format",
      "money-schema",
      "storage-meter",
    ].map((name) => `packages/core/src/${name}.ts`),
    root: "packages/core",
    tests: ["src/**/*.test.ts"],
    withDatabase: false,
  },
  budgets: {
    mutate: [`${budgets}/*.ts`, `!${budgets}/*.test.ts`, `!${budgets}/{testing,router}.ts`],
    root: "packages/api",
    tests: ["src/budgets/*.test.ts"],
    withDatabase: true,
  },
  auth: {
    // What keeps the secret is tested in processes of their own, into which no mutant goes.
    mutate: [`${auth}/*.ts`, `!${auth}/*.test.ts`, `!${auth}/secret.ts`],
    root: "packages/api",
    // Not the limits: hundreds of sign-ins for each mutant, of which other tests notice what these do.
    tests: ["src/auth/!(secret).test.ts", "src/audit/door.test.ts", "src/http/{auth,origin,strangers}.test.ts"],
    withDatabase: true,
  },
};

export const name = process.env.MUTATE ?? "money";
export const subject = SUBJECTS[name];
if (!subject) throw new Error(`MUTATE is one of ${Object.keys(SUBJECTS).join(", ")}.`);
