import {
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
  TRPCError,
  type AnyTRPCProcedure,
  type AnyTRPCRouter,
} from "@trpc/server";
import { getHTTPStatusCode } from "@trpc/server/http";
import type { RequestCtx } from "../trpc";

/** Queries or mutations of one request, each of which is there and may be called by its method. */
export type Calls = {
  readonly type: "query" | "mutation";
  readonly procedures: readonly { readonly path: string; readonly procedure: AnyTRPCProcedure }[];
  /** Whether the answer is a list. */
  readonly isBatch: boolean;
  readonly inputs: readonly unknown[];
};

/** What a request asks for. */
export type Asked = {
  readonly method: string;
  readonly paths: readonly string[];
  readonly isBatch: boolean;
  /** What it says as JSON, and as a value; undefined when a query says nothing. */
  readonly text: string;
  readonly input: unknown;
};

/** The calls of a request that has nothing unusual about it; undefined leaves it to tRPC's own adapter. */
export function plainCalls(router: AnyTRPCRouter, asked: Asked): Calls | undefined {
  const { method, paths, isBatch, input } = asked;
  const type = method === "GET" ? "query" : method === "POST" ? "mutation" : undefined;
  if (type === undefined || (isBatch && input !== undefined && !isRecord(input))) return undefined;
  const known: Readonly<Record<string, AnyTRPCProcedure>> = router._def.procedures;
  const procedures: { path: string; procedure: AnyTRPCProcedure }[] = [];
  for (const path of paths) {
    const procedure = Object.hasOwn(known, path) ? known[path] : undefined;
    if (procedure?._def.type !== type) return undefined;
    procedures.push({ path, procedure });
  }
  const inputs = isBatch && isRecord(input) ? paths.map((_, place) => input[place]) : [input];
  return { type, procedures, isBatch, inputs };
}

type Answered = { status: number; text: string; errors: TRPCError[] };

/**
 * Answers calls in tRPC's words, all at once. Its fetch adapter says the same (a test compares them) with a signal, a
 * memory and several copies a call, which cost more than most of our queries.
 */
export async function answerCalls(router: AnyTRPCRouter, calls: Calls, ctx: RequestCtx): Promise<Answered> {
  const { type, isBatch, inputs } = calls;
  const errors: TRPCError[] = [];
  const answers = await Promise.all(
    calls.procedures.map(async ({ path, procedure }, batchIndex) => {
      const input = inputs[batchIndex];
      try {
        const data: unknown = await procedure({
          path,
          getRawInput: async () => input,
          ctx,
          type,
          signal: undefined,
          batchIndex,
        });
        return { result: { data } };
      } catch (cause) {
        const error = getTRPCErrorFromUnknown(cause);
        errors.push(error);
        return { error: getTRPCErrorShape({ config: router._def._config, error, type, path, input, ctx }) };
      }
    }),
  );
  const [answer] = answers;
  return { status: getHTTPStatusCode(answers), text: JSON.stringify(isBatch ? answers : answer), errors };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
