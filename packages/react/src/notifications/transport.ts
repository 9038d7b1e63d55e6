import type { AppRouter } from "@pipeline/api";
import type { TRPCUntypedClient } from "@trpc/client";
import { getQueryKey } from "@trpc/react-query";
import { TRPCContext } from "@trpc/react-query/shared";
import { useContext } from "react";
import type { PipelineClient } from "../client";

/** The tRPC client that the host gave to its provider, for what is not asked by a component: a poll that is due. */
export type Transport = Pick<TRPCUntypedClient<AppRouter>, "query" | "mutation" | "subscription">;

/** Throws outside of the provider. */
export function useTransport(): Transport {
  const context: { client: Transport } | null = useContext(TRPCContext);
  if (!context) throw new Error("The hooks belong below PipelineProvider, or the host's own tRPC provider.");
  return context.client;
}

/** The path of a procedure of the notifications, wherever the host has mounted them. */
export function pathOf(trpc: PipelineClient, name: string): string {
  const [path] = getQueryKey(trpc.notifications);
  return [...path, name].join(".");
}
