const HERE = "https://here.invalid";

/**
 * Whether this is an address inside the application, as a browser understands it: it begins with one `/`, and no
 * backslash, blank or control character (which browsers drop or turn around) makes another host of it.
 */
export function isAppPath(address: string): boolean {
  if (!/^\/[^\\\s\p{Cc}]*$/u.test(address) || !URL.canParse(address, HERE)) return false;
  return new URL(address, HERE).origin === HERE;
}
