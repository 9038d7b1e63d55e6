import type { Target } from "./target";
import { errorCode } from "./tenant";
import { tlsFailure } from "./tls";

/** An error of the start as a sentence, where the driver or the database has none; it names no password. */
export function explainConnecting(error: unknown, owner: Target): unknown {
  const code = errorCode(error);
  const sentence =
    tlsFailure(code, placeOf(owner)) ??
    (code === "42P07"
      ? "The database has a table of the same name that is not Pipeline's: give it one of its own."
      : "");
  if (sentence === "") return error;
  return new Error(code === "42P07" ? `${sentence} (${messageOf(error)})` : sentence, { cause: error });
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : messageOf(error.cause);
}

function placeOf(target: Target): string {
  if (typeof target === "string") return new URL(target).host;
  if ("pooler" in target) return placeOf(target.pooler);
  return "url" in target ? placeOf(target.url) : String(target.host);
}
