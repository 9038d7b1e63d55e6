const NUL = "\u0000";

/** Whether Postgres can hold this text: well-formed, without NUL. */
export function isClean(text: string): boolean {
  return text.isWellFormed() && !text.includes(NUL);
}

/** Whether a text has at most `max` code points. */
export function fits(text: string, max: number): boolean {
  return text.length <= max * 2 && Array.from(text).length <= max;
}

/** Whether this is a name as the schemas take one: trimmed 1 to `max` code points that Postgres can hold. */
export function isName(text: string, max: number): boolean {
  const name = text.trim();
  return name !== "" && fits(name, max) && isClean(name);
}

const HEX = "[0-9a-f]";
const VARIANTS = `${HEX}{8}-${HEX}{4}-[1-8]${HEX}{3}-[89ab]${HEX}{3}-${HEX}{12}`;

/** How a UUID is written (RFC 9562), in small or capital letters; nil and max are two. */
export const UUID = new RegExp(`^(?:${VARIANTS}|0{8}(?:-0{4}){3}-0{12}|f{8}(?:-f{4}){3}-f{12})$`, "i");
