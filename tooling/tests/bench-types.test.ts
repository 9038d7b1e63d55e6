import { describe, expect, test } from "vitest";
import { readDiagnostics } from "../src/bench/types/diagnostics";
import { perProcedure } from "../src/bench/types/growth";
import { routerSources } from "../src/bench/types/sources";

const PRINTED = `Files:                   1134
Types:                 395682
Instantiations:       1561305
Memory used:          550506K
Check time:            8.643s
Total time:           10.531s
`;

describe("what the compiler prints", () => {
  test("is read as figures", () => {
    expect(readDiagnostics(PRINTED)).toEqual({
      files: 1134,
      types: 395_682,
      instantiations: 1_561_305,
      memoryKb: 550_506,
      checkSeconds: 8.643,
      totalSeconds: 10.531,
    });
  });

  test("by another compiler, without a figure, is refused", () => {
    expect(() => readDiagnostics(PRINTED.replace("Instantiations", "Instances"))).toThrow("Instantiations");
  });
});

test("a generated router has as many procedures as it is asked for", () => {
  const routers = [5, 10, 25].map((count) => routerSources(count).router);
  expect(routers.map((router) => router.split(": guarded").length - 1)).toEqual([5, 10, 25]);
});

test("growth is what a further procedure costs", () => {
  const routers = [
    { procedures: 5, found: { instantiations: 1_000 } },
    { procedures: 10, found: { instantiations: 2_000 } },
  ];
  expect([perProcedure(routers, 0), perProcedure(routers, 1)]).toEqual([undefined, 200]);
});
