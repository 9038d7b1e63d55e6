import type { AnyTRPCProcedure, AnyTRPCRouter } from "@trpc/server";
import { z } from "zod";
import { AUTH_ROUTES } from "../../auth/input";
import { appRouter } from "../../router";
import { ExportInput, EXPORT_PATH } from "../export";
import { restRoutes } from "../rest/index";
import { snake } from "../rest/words";

export type Sent = { method: string; path: string; body?: string };

/** Something that takes input from outside. */
export type Target = {
  readonly name: string;
  readonly schema: z.ZodType;
  /** The request that carries this input, which is a JSON text. */
  request(input: string): Sent;
};

// The router's own type knows each procedure by its place; here all are alike.
const anyRouter: AnyTRPCRouter = appRouter;
const procedures: Readonly<Record<string, AnyTRPCProcedure>> = anyRouter._def.procedures;

/** Every procedure of the router, every REST route, the export, and what of better-auth can be reached. */
export const TARGETS: readonly Target[] = [
  ...Object.entries(procedures).map(([path, { _def }]): Target => {
    const [schema = z.undefined()] = _def.inputs.filter((input) => input instanceof z.ZodType);
    return {
      name: path,
      schema,
      request: (input) =>
        _def.type === "mutation"
          ? { method: "POST", path: `/api/trpc/${path}`, body: input }
          : { method: "GET", path: `/api/trpc/${path}?input=${encode(input)}` },
    };
  }),
  ...restRoutes.map(({ method, path, input }) => ({
    name: `${method} ${path}`,
    schema: input,
    request: (text: string) => restRequest(method, path, text),
  })),
  { name: `GET ${EXPORT_PATH}`, schema: ExportInput, request: (text) => restRequest("GET", EXPORT_PATH, text) },
  ...Object.entries(AUTH_ROUTES).flatMap(([path, route]): Target[] =>
    route.method === "GET"
      ? []
      : [
          {
            name: `POST /api/auth${path}`,
            schema: route.body,
            request: (body) => ({ method: "POST", path: `/api/auth${path}`, body }),
          },
        ],
  ),
];

/** REST's request for an input in our own words: path, then query or body, in its. What is no object is the body as it is. */
function restRequest(method: string, path: string, text: string): Sent {
  const value = parsed(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const query = method === "GET" ? `?${encode(text)}` : "";
    return { method, path: path.replace(":id", "x") + query, ...(method !== "GET" && { body: text }) };
  }
  const { id, jobId, ...rest } = { id: undefined, jobId: undefined, ...value };
  const inPath = path.includes(":id");
  const fields = inPath ? rest : value;
  const names = Object.entries(fields).map(([name, item]): [string, unknown] => [snake(name), item]);
  const route = path.replace(":id", () => encode(plain(id ?? jobId ?? "x")));
  if (method !== "GET") return { method, path: route, body: JSON.stringify(Object.fromEntries(names)) };
  const query = names.map(([name, item]) => `${encode(name)}=${encode(plain(item))}`).join("&");
  return { method, path: query === "" ? route : `${route}?${query}` };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const plain = (value: unknown) => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
const encode = (text: string) => encodeURIComponent(text.toWellFormed());
