import { createHmac, timingSafeEqual } from "node:crypto";
import { parse } from "hono/utils/cookie";

/** The value of a cookie in which the library signed it (`value.signature`, HMAC-SHA256 in base64); undefined for any other. */
export function signedCookie(cookies: string, name: string, secret: string): string | undefined {
  const whole = parse(cookies, name)[name];
  const dot = whole?.lastIndexOf(".") ?? -1;
  if (whole === undefined || dot < 1) return undefined;
  const value = whole.slice(0, dot);
  const given = Buffer.from(whole.slice(dot + 1));
  const right = Buffer.from(createHmac("sha256", secret).update(value).digest("base64"));
  return given.length === right.length && timingSafeEqual(given, right) ? value : undefined;
}
