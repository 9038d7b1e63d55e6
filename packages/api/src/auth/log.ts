import type { Logger } from "pino";

type Level = "debug" | "info" | "success" | "warn" | "error";

// A mistyped password is nobody's warning.
const LEVELS = { debug: "debug", info: "debug", success: "debug", warn: "debug", error: "error" } as const;

/** Sends what better-auth has to say to our log. */
export function authLog(log: Logger) {
  return (level: Level, message: string, ...details: unknown[]) => {
    const err = details.find((detail) => detail instanceof Error);
    log[LEVELS[level]](err === undefined ? {} : { err }, message);
  };
}
