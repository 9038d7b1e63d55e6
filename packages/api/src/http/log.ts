import { pino, type DestinationStream, type Logger, type LoggerOptions } from "pino";

const SECRETS = ["cookie", "authorization", "set-cookie", "password", "currentPassword", "newPassword", "token", "key"];

/** The log of this process: JSON lines on standard output, without what nobody should read there. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    serializers: { err: loggable },
    redact: { paths: SECRETS.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]), censor: "[hidden]" },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
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
