import { badInput, DomainError, isDomainError } from "@pipeline/core/errors";

const MAX_BYTES = 64 * 1024;
const MAX_DEPTH = 64;

/** What a request carries: its JSON as it was written, and as a value. */
export type Body = { readonly text: string; readonly value: unknown };

/**
 * Reads a JSON body, counting while it reads. Undefined for an empty one. UNSUPPORTED_MEDIA_TYPE for another type,
 * PAYLOAD_TOO_LARGE over `maxBytes`, BAD_INPUT for what breaks off or is not well-formed JSON in UTF-8.
 */
export async function readBody(request: Request, maxBytes: number = MAX_BYTES): Promise<Body | undefined> {
  const type = request.headers.get("content-type");
  const encoding = request.headers.get("content-encoding") ?? "identity";
  if ((type !== null && !isJson(type)) || encoding !== "identity") throw notJson();
  const bytes = await readBytes(request, maxBytes);
  if (bytes.byteLength === 0) return undefined;
  if (type === null) throw notJson();
  const text = decode(bytes);
  return { text, value: parseJson(text, "body") };
}

/** Parses JSON that came as text. BAD_INPUT on `field` when it is none, nested too deeply or not well-formed text. */
export function parseJson(text: string, field: string): unknown {
  if (depthOf(text) > MAX_DEPTH) throw badInput(field, `It is nested more than ${MAX_DEPTH} levels deep.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badInput(field, "It is not valid JSON.");
  }
  if (!isWellFormed(value)) throw badInput(field, "Its text is not well-formed.");
  return value;
}

function isJson(type: string): boolean {
  return type.split(";")[0]?.trim().toLowerCase() === "application/json";
}

async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > maxBytes) throw tooLarge(maxBytes);
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body) {
      size += chunk.byteLength;
      if (size > maxBytes) throw tooLarge(maxBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    // Whoever sends it has gone, with the code of a database that has; half of it is none.
    throw isDomainError(error) ? error : badInput("body", "It broke off.");
  }
  return Buffer.concat(chunks);
}

function decode(bytes: Uint8Array): string {
  try {
    // A byte order mark is kept, and is no JSON.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw badInput("body", "It is not UTF-8.");
  }
}

/** How deeply the brackets of a JSON text are nested; strings do not count. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[{]|[\]}]/gs)) {
    if (token === "[" || token === "{") deepest = Math.max(deepest, ++depth);
    else if (token === "]" || token === "}") depth--;
  }
  return deepest;
}

function isWellFormed(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([key, item]) => key.isWellFormed() && isWellFormed(item));
}

const notJson = () => new DomainError("UNSUPPORTED_MEDIA_TYPE", "The body must be application/json.");
const tooLarge = (max: number) => new DomainError("PAYLOAD_TOO_LARGE", `The body must be at most ${max / 1024} KB.`);
