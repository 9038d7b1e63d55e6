import { generateSignedCookie } from "hono/cookie";
import { expect, test } from "vitest";
import { signedCookie } from "./signed-cookie";

const SECRET = "a secret of the installation";
const signed = async (value: string, secret = SECRET) =>
  (await generateSignedCookie("session", value, secret)).split(";")[0] ?? "";

test("what is signed with the secret is read, wherever it stands", async () => {
  const cookie = await signed("tök.en+/=");
  expect(signedCookie(cookie, "session", SECRET)).toBe("tök.en+/=");
  expect(signedCookie(`a=b; ${cookie}; c=d`, "session", SECRET)).toBe("tök.en+/=");
  expect(signedCookie(await signed("x"), "session", SECRET)).toBe("x");
});

test("a value or signature that is another, cut short, empty or missing is no value", async () => {
  const cookie = await signed("token");
  const signature = cookie.slice("session=token.".length);
  const bad = [
    await signed("token", "another secret"),
    cookie.replace("token", "taken"),
    cookie.slice(0, -1),
    `session=token.${encodeURIComponent(`${"A".repeat(43)}=`)}`,
    "session=token",
    "session=token.",
    `session=.${signature}`,
    // Rightly signed, and nobody's.
    await signed(""),
    "session=",
    "session",
    "other=token",
    "",
  ];
  for (const cookies of bad) expect(signedCookie(cookies, "session", SECRET)).toBeUndefined();
});
