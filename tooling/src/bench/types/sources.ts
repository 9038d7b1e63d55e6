/** Procedures of one noun. */
const TOGETHER = 10;

/** An application of our hooks that knows nothing else of us. */
export const HOOKS_SOURCE = `
import { useCosts, useMarkRead, useNotifications } from "@pipeline/react";

export function Page() {
  const { items } = useNotifications();
  const { summary } = useCosts({ period: "month", groupBy: "project" });
  const { markRead } = useMarkRead();
  return [items.map(({ title }) => title), summary?.total, typeof markRead];
}
`;

/** A router of `procedures` procedures in nouns of ten, and a client that calls the first of each noun. */
export function routerSources(procedures: number): { readonly router: string; readonly client: string } {
  const nouns = Array.from({ length: Math.ceil(procedures / TOGETHER) }, (_, noun) => noun);
  const router = `
import { initTRPC } from "@trpc/server";
import { z } from "zod";

const t = initTRPC.context<{ session: { userId: string } | null }>().create();
const guarded = t.procedure.use(({ ctx, next }) => {
  if (ctx.session === null) throw new Error("Nobody.");
  return next({ ctx: { userId: ctx.session.userId } });
});
${nouns.map((noun) => nounSource(noun, Math.min(TOGETHER, procedures - noun * TOGETHER))).join("\n")}
export const appRouter = t.router({ ${nouns.map((noun) => `noun${noun}`).join(", ")} });
export type AppRouter = typeof appRouter;
`;
  const client = `
import { createTRPCReact } from "@trpc/react-query";
import type { AppRouter } from "./router";

const api = createTRPCReact<AppRouter>();
export function useAll() {
  const id = "";
  return [${nouns.map((noun) => `api.noun${noun}.verb0.useQuery({ id }).data?.items.map((item) => item.amount${noun}0)`).join(", ")}];
}
`;
  return { router, client };
}

function nounSource(noun: number, verbs: number): string {
  const procedures = Array.from({ length: verbs }, (_, verb) => procedureSource(noun, verb));
  return `const noun${noun} = t.router({\n${procedures.join("\n")}\n});`;
}

function procedureSource(noun: number, verb: number): string {
  const own = `${noun}${verb}`;
  return `  verb${verb}: guarded
    .input(z.strictObject({
      id: z.uuid(), limit: z.int().min(1).max(200).default(50), cursor: z.string().optional(),
      project${own}: z.string().trim().max(200).nullable().optional(), order: z.enum(["newest", "oldest", "o${own}"]).default("newest"),
    }))
    .query(({ ctx, input }) => ({
      items: [{ id: input.id, userId: ctx.userId, amount${own}: "0", project: input.project${own} ?? null, order: input.order }],
      nextCursor: input.cursor ?? null,
    })),`;
}
