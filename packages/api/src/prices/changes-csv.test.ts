import { expect, test } from "vitest";
import { changesHead, changesLines } from "./changes-csv";
import { BEGINNING } from "./seed";

const row = {
  at: "2026-03-10T12:00:00.001Z",
  importId: "i",
  position: 0,
  change: "replaced",
  file: "=1+2.csv",
  fileSha256: "ab",
  priceId: "p",
  unit: "gpu_hour",
  provider: "",
  region: "eu, north",
  purchaseOption: "spot",
  gpuType: "@B300",
  validFrom: BEGINNING,
  priceBefore: "999999999.999999999999",
  priceAfter: "0.000000000001",
  validToBefore: null,
  validToAfter: "2026-06-01T00:00:00.000Z",
  aliasesBefore: [],
  aliasesAfter: ["-B3", 'a "b"'],
  sourceBefore: "",
  sourceAfter: "line\nbreak",
} as const;

test("a change is one line: amounts to the last digit, the beginning and no end as empty cells, no text that is computed", () => {
  const cells = changesLines([{ ...row, aliasesBefore: [...row.aliasesBefore], aliasesAfter: [...row.aliasesAfter] }]);
  expect(changesHead()).toBe(
    "at,import_id,file,file_sha256,change,price_id,unit,gpu_type,provider,region,purchase_option,valid_from," +
      "price_before,price_after,valid_to_before,valid_to_after,aliases_before,aliases_after,source_before,source_after\r\n",
  );
  expect(cells).toBe(
    `2026-03-10T12:00:00.001Z,i,'=1+2.csv,ab,replaced,p,gpu_hour,'@B300,,"eu, north",spot,,` +
      `999999999.999999999999,0.000000000001,,2026-06-01T00:00:00.000Z,,"'-B3;a ""b""",,"line\nbreak"\r\n`,
  );
});

test("a price that is new has nothing before", () => {
  const none = { priceBefore: null, validToBefore: null, aliasesBefore: null, sourceBefore: null };
  const added = {
    ...row,
    ...none,
    change: "added" as const,
    aliasesAfter: ["b"],
    sourceAfter: "s",
    file: null,
    fileSha256: null,
  };
  expect(changesLines([added])).toMatch(
    /Z,i,,,added,p,.*,spot,,,0\.000000000001,,2026-06-01T00:00:00\.000Z,,b,,s\r\n$/,
  );
});
