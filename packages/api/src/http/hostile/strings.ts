const MARKS = "\u0301".repeat(500);

/** Texts that have broken something somewhere, in the fields that meet them. */
export const HOSTILE_STRINGS: readonly string[] = [
  ..."NaN|Infinity|-0|1e309|0x10|1,5|１２| 5 |-0.01|0.0000001|9007199254740993|1e12|null|undefined|true".split("|"),
  "9".repeat(5_000),
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "\udfff\ud800",
  "\ufeff",
  "\u202eelif\u200b\u2066",
  `Z${MARKS}`,
  "😀".repeat(2_000),
  "x".repeat(20_000),
  "<img src=x onerror=alert(1)>",
  "</script><script>alert(1)</script>",
  "-->\u2028\u2029",
  ..."javascript:alert(1)|JaVaScRiPt:alert(1)|java\tscript:alert(1)|data:text/html,<script>1</script>|vbscript:x".split(
    "|",
  ),
  ..."//evil.test|/\\evil.test|https:evil.test|/%09/evil.test|https://ok.test@evil.test|http://[::1|http://%zz".split(
    "|",
  ),
  ...'\' or 1=1--|");drop table x|amount desc; select|a" desc,"b|%|_|\\|(a+)+$|$1|{{7*7}}|${7*7}|\r\nSet-Cookie: a=b'.split(
    "|",
  ),
  ..."__proto__|constructor|toString|hasOwnProperty|../../etc/passwd|..%2f|%00|%ff|%E0%A4%A".split("|"),
  ..."1970-01-01|9999-12-31|294277-01-01|infinity|2026-02-30|0000-00-00|-271821-04-20|2026-13-01T25:61:61Z".split("|"),
  ..."2026-03-29T02:30:00+01:00|2026-03-10T12:00:00.123456789012345678Z|9999-12-31T23:59:59.999Z|+275760-09-13".split(
    "|",
  ),
  ..."Etc/GMT+99|Etc/GMT+3|utc|../../etc|Pacific/Apia|Mars/Olympus|America/New_York\u0000".split("|"),
  ..."00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff|{00000000-0000-4000-8000-000000000000}".split(
    "|",
  ),
];

/** JSON numbers that are none, or that no double holds, as they would be written. */
export const HOSTILE_NUMBERS = [
  "1e309",
  "-1e309",
  "1e-400",
  "-0",
  "9007199254740993",
  "1e21",
  "9".repeat(400),
  "0.1e1",
];

/** Names that every object has, or that a merge would climb. */
export const HOSTILE_KEYS = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "userId",
  "user_id",
  "id",
  "",
  "a.b",
  "\u0000",
  "$where",
];
