import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { restoreText, safeText } from "./cell";

const DANGEROUS = [
  "=",
  "+",
  "-",
  "@",
  "\t",
  "\r",
  "\n",
  "\0",
  "＝",
  "＋",
  "－",
  "＠",
  " =",
  "\u00A0=",
  "\t+",
  "\uFEFF=",
];

describe("a cell of text", () => {
  test.each(DANGEROUS)("that begins with %j cannot become a formula", (beginning) => {
    expect(safeText(`${beginning}1+1`)).toBe(`'${beginning}1+1`);
  });

  test.each(["", "plain", "a=b", "1-1", "{}", "2026-03-10T12:00:00.000Z", "null"])("%j stays as it is", (text) => {
    expect(safeText(text)).toBe(text);
  });

  test("reads back as it was, whatever it is", () => {
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("NULL", "'NULL", "'", "''", "'=1", "''=1"),
      fc.tuple(fc.constantFrom(...DANGEROUS), fc.string()).map((parts) => parts.join("")),
    );
    fc.assert(fc.property(texts, (text) => restoreText(safeText(text)) === text));
  });
});
