import type { Scope } from "@pipeline/core/actor";
import type { AuditAction } from "@pipeline/core/audit";
import type { z } from "zod";
import type { Ctx } from "../../ctx";
import type { Body } from "../body";
import { asFields, parseInput, readQuery, refuseAll, type Given } from "./input";
import { inRestWords } from "./words";

type Params = Readonly<Record<string, string>>;
type Method = "GET" | "POST" | "PATCH";

/** One endpoint of the specification, ready to be mounted. */
export type RestRoute = {
  readonly method: Method;
  readonly path: string;
  /** What a key needs. */
  readonly scope: Scope;
  readonly status: number;
  /** As of a procedure: what is refused leaves an entry of this name. */
  readonly audit?: AuditAction | undefined;
  /** What it takes, in our own words. */
  readonly input: z.ZodObject;
  /** Answers `data`; undefined for none. */
  run(ctx: Ctx, request: { params: Params; url: URL; body: Body | undefined }): Promise<unknown>;
};

/** An endpoint over a verb: the query of a GET, the body of anything else, and the path make its input. */
export function restRoute<T extends z.ZodObject>(route: {
  method: Method;
  path: string;
  scope: Scope;
  status?: number;
  audit?: AuditAction;
  input: T;
  /** What the path says of the input; by default its parameters as they are. */
  fromPath?: (params: Params) => Given;
  run(ctx: Ctx, input: z.infer<T>): Promise<unknown>;
}): RestRoute {
  const { method, path, scope, status = 200, audit, input, fromPath = (params) => params } = route;
  return {
    method,
    path,
    scope,
    status,
    audit,
    input,
    async run(ctx, { params, url, body }) {
      const query = readQuery(url);
      if (method !== "GET") refuseAll(query);
      const parsed = parseInput(input, fromPath(params), method === "GET" ? query : asFields(body));
      try {
        return await route.run(ctx, parsed);
      } catch (error) {
        throw inRestWords(error, Object.keys(input.shape));
      }
    },
  };
}
