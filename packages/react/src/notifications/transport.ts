import type { AppRouter } from "@pipeline/api";
import type { TRPCUntypedClient } from "@trpc/client";
import { TRPCContext } from "@trpc/react-query/shared";
import { useContext } from "react";

/** The tRPC client that the host gave to its provider, for what is not asked by a component: a poll that is due. */
export type Transport = Pick<TRPCUntypedClient<AppRouter>, "query" | "mutation" | "subscription">;

/** Throws outside of the provider. */
export function useTransport(): Transport {
  const context: { client: Transport } | null = useContext(TRPCContext);
  if (!context) throw new Error("The hooks belong below PipelineProvider, or the host's own tRPC provider.");
  return context.client;
}
