const NUMBER = /^(-?)(\d{0,60})(?:\.(\d{0,60}))?(?:[eE]([+-]?\d{1,2}))?$/;

/**
 * A number as files write it, with or without an exponent (`-1.5E-3`), as the same plain decimal without needless zeros
 * (`-0.0015`); exact. Undefined for what is no number.
 */
export function plainDecimal(text: string): string | undefined {
  const [matched, sign = "", whole = "", fraction = "", exponent = "0"] = NUMBER.exec(text) ?? [];
  const digits = whole + fraction;
  if (matched === undefined || digits === "") return undefined;
  const point = whole.length + Number(exponent);
  const padded = digits.padStart(digits.length - Math.min(point, 0), "0").padEnd(point, "0");
  const at = Math.max(point, 0);
  const before = padded.slice(0, at).replace(/^0+/, "") || "0";
  const behind = padded.slice(at).replace(/0+$/, "");
  const plain = behind === "" ? before : `${before}.${behind}`;
  return plain === "0" ? plain : sign + plain;
}
