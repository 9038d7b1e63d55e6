import { pino, type DestinationStream, type Logger, type LoggerOptions } from "pino";

const SECRETS = "cookie set-cookie authorization x-api-key password currentPassword newPassword token key secret".split(
  " ",
);
/** JSON leaves these as they are, and a terminal obeys them: other control characters, line and direction marks. */
const OBEYED = /[\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * The log of this process: JSON lines on standard output, without what nobody should read there. Whatever a line tells of,
 * it is one line, and moves nothing on the screen of who reads it.
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    serializers: { err: loggable },
    hooks: { streamWrite: (line) => line.replaceAll(OBEYED, escaped) },
    redact: { paths: SECRETS.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]), censor: "[hidden]" },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

// Outside of strings a line of JSON has none of them.
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** An error for the log: whole, but a statement without its parameters. */
export function loggable(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const isStatement = "query" in error && "params" in error;
  return {
    type: error.name,
    message: isStatement ? "A statement failed." : error.message,
    ...(isStatement && { query: error.query }),
    ...("code" in error && { code: error.code }),
    stack: framesOf(error),
    ...(error.cause !== undefined && { cause: loggable(error.cause) }),
  };
}

// The first line of a stack repeats the message, and Drizzle's holds the parameters.
function framesOf({ stack = "" }: Error): string {
  return stack.slice(stack.indexOf("\n    at ") + 1);
}
