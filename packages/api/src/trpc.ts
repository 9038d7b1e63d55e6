import { holds, type Actor, type Scope } from "@pipeline/core/actor";
import { DomainError, isDomainError, type DomainCode, type FieldError } from "@pipeline/core/errors";
import { initTRPC, TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import type { AuditAction } from "@pipeline/core/audit";
import type { Door } from "./account/door";
import { refused } from "./audit/refused";
import type { Ctx } from "./ctx";
import type { Hub } from "./notifications/hub";
import { unavailable } from "./unavailable";

/** What a request brings to tRPC. `actor` is null for a caller that is not signed in. */
export type RequestCtx = Omit<Ctx, "actor"> & {
  readonly actor: Actor | null;
  readonly door: Door;
  readonly requestId: string;
  /** Where changes of inboxes are heard; a host without one is polled. */
  readonly hub?: Hub | undefined;
  /** Called with what was not expected, before it is replaced for the caller. */
  readonly onUnexpected?: (error: unknown) => void;
  /** Told of each call once it has run: its procedure, `ok` or tRPC's code, and how long it took (seconds). */
  readonly onCalled?: ((procedure: string, result: string, seconds: number) => void) | undefined;
  /** How soon an inbox may be asked about again, ms; more under load. */
  readonly pollAfterMs?: (() => number) | undefined;
};

export const UNEXPECTED = "Something went wrong on our side.";

/** Each error in tRPC's words. */
export const TRPC_CODE = {
  BAD_INPUT: "BAD_REQUEST",
  UNAUTHENTICATED: "UNAUTHORIZED",
  FORBIDDEN: "FORBIDDEN",
  NOT_FOUND: "NOT_FOUND",
  CONFLICT: "CONFLICT",
  BUDGET_EXCEEDED: "CONFLICT",
  PAYLOAD_TOO_LARGE: "PAYLOAD_TOO_LARGE",
  UNSUPPORTED_MEDIA_TYPE: "UNSUPPORTED_MEDIA_TYPE",
  TOO_MANY_REQUESTS: "TOO_MANY_REQUESTS",
  UNAVAILABLE: "SERVICE_UNAVAILABLE",
} as const satisfies Record<DomainCode, TRPCError["code"]>;

/** The complaints of a schema, a line a field. */
export function fieldErrors(error: ZodError): FieldError[] {
  return error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ field: [...issue.path, key].join("."), message: "Unknown field." }))
      : [{ field: issue.path.join("."), message: issue.message }],
  );
}

function fieldsOf(cause: unknown): readonly FieldError[] {
  if (cause instanceof ZodError) return fieldErrors(cause);
  return isDomainError(cause) ? cause.fields : [];
}

function sentenceOf({ code, cause, message }: TRPCError): string {
  if (code === "INTERNAL_SERVER_ERROR") return UNEXPECTED;
  return cause instanceof ZodError ? "The input is not valid." : message;
}

/** A revoked session's stream ends with its time, if not before. */
const STREAM_MS = 5 * 60_000;
/** Proxies close what is silent for a minute, some for half of one. */
const PING_MS = 15_000;

/** How a stream of events is kept: how long at most, how often it is heard of, and what its reader is told of that. */
export const SSE = {
  maxDurationMs: STREAM_MS,
  ping: { enabled: true, intervalMs: PING_MS },
  client: { reconnectAfterInactivityMs: 2 * PING_MS + 5_000 },
};

type Meta = {
  /** A change of money or security: what is refused leaves an entry of this name, as what is done does by its verb. */
  readonly audit?: AuditAction;
};

const t = initTRPC
  .context<RequestCtx>()
  .meta<Meta>()
  .create({
    isDev: false,
    sse: SSE,
    errorFormatter: ({ shape, error, ctx }) => ({
      ...shape,
      message: sentenceOf(error),
      data: {
        ...shape.data,
        requestId: ctx?.requestId ?? null,
        fields: fieldsOf(error.cause),
        /** Which error of our own list it is: BUDGET_EXCEEDED and CONFLICT are one code of tRPC's. */
        reason: isDomainError(error.cause) ? error.cause.code : null,
      },
    }),
  });

// Here and not in the formatter: when a host mounts our routers, the host's formatter runs. One step for all that every
// procedure needs, since each one costs copies of the context.
const surface = t.middleware(async ({ ctx, path, type, meta, getRawInput, next }) => {
  const began = performance.now();
  // tRPC's useInfiniteQuery sends a direction with every page; our lists go one way and know no such field.
  const oneWay = { getRawInput: async () => withoutDirection(await getRawInput()) };
  const result = await (type === "query" ? next(oneWay) : next());
  const called = (code: string) => ctx.onCalled?.(path, code, (performance.now() - began) / 1000);
  if (result.ok) {
    called("ok");
    return result;
  }
  const { error } = result;
  const known = isDomainError(error.cause) ? error.cause : unavailable(error.cause);
  called(known ? TRPC_CODE[known.code] : error.code);
  if (meta?.audit && ctx.actor) {
    const { actor, onUnexpected } = ctx;
    const reason = known ?? (error.code === "BAD_REQUEST" ? new DomainError("BAD_INPUT", error.message) : error);
    await refused({ ...ctx, actor }, { action: meta.audit, input: await getRawInput(), error: reason, onUnexpected });
  }
  if (known) throw new TRPCError({ code: TRPC_CODE[known.code], message: known.message, cause: known });
  if (error.code !== "INTERNAL_SERVER_ERROR") return result;
  ctx.onUnexpected?.(error.cause ?? error);
  throw new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: UNEXPECTED });
});

function withoutDirection(input: unknown): unknown {
  if (typeof input !== "object" || input === null || !("direction" in input)) return input;
  const { direction, ...rest } = input;
  return direction === "forward" ? rest : input;
}

/** Nobody needs to be signed in. Every use is on a tested list. */
export const publicProcedure = t.procedure.use(surface);

// Before any input is parsed: a stranger learns nothing about our schemas.
function signedIn(may: (actor: Actor) => void) {
  return publicProcedure.use(({ ctx: { actor }, next }) => {
    if (actor === null) throw new DomainError("UNAUTHENTICATED", "Sign in first.");
    may(actor);
    return next({ ctx: { actor } });
  });
}

/** For a session, or a key with this scope. */
export function requires(scope: Scope) {
  return signedIn((actor) => authorize(actor, scope));
}

/** For a person in a browser: no key reaches account, keys, budgets or preferences. */
export const sessionProcedure = signedIn((actor) => {
  if (actor.kind === "key") throw new DomainError("FORBIDDEN", "API keys may not do this.");
});

/** Throws FORBIDDEN when a key lacks the scope. */
export function authorize(actor: Actor, scope: Scope): void {
  if (!holds(actor, scope)) throw new DomainError("FORBIDDEN", `This API key lacks the scope ${scope}.`);
}

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;
