import { SCOPES, type Scope } from "@pipeline/core/actor";
import { z } from "zod";

const Permissions = z.record(z.string(), z.array(z.string()));
type Permissions = z.infer<typeof Permissions>;

/** Our scopes as the library stores them: `jobs:read` is the action `read` on `jobs`. */
export function toPermissions(scopes: readonly Scope[]): Permissions {
  const permissions: Permissions = {};
  for (const scope of scopes) {
    const [noun = "", action = ""] = scope.split(":");
    (permissions[noun] ??= []).push(action);
  }
  return permissions;
}

/** The scopes of a stored key; none when they cannot be read. */
export function scopesOf(stored: string | null): Scope[] {
  const permissions = parse(stored);
  return SCOPES.filter((scope) => {
    const [noun = "", action = ""] = scope.split(":");
    return permissions[noun]?.includes(action) ?? false;
  });
}

function parse(stored: string | null): Permissions {
  try {
    return Permissions.parse(JSON.parse(stored ?? "{}"));
  } catch {
    return {};
  }
}
