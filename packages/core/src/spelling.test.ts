import { describe, expect, test } from "vitest";
import { spelling } from "./spelling";

describe("a spelling", () => {
  test.each([
    ["NVIDIA H100-SXM5-80GB", "nvidia h100 sxm5 80gb"],
    ["RTX 4090", "RTX4090"],
    ["on-demand", "On_Demand"],
    ["us\u2011east\u20111", "US East 1"],
  ])("%s is also written %s", (one, other) => expect(spelling(one)).toBe(spelling(other)));

  test.each([
    ["p4d.24xlarge", "p4d24xlarge"],
    ["H100-SXM5", "H100-SXM"],
    ["A100", "A100+"],
  ])("%s is not %s", (one, other) => expect(spelling(one)).not.toBe(spelling(other)));
});
