import type { Metadata } from "next";
import { HydrateClient, rsc } from "@/server/rsc";
import { Prices } from "./prices";

export const metadata: Metadata = { title: "Prices" };

export default async function PricesPage() {
  await rsc.prices.list.prefetchInfinite({});
  return (
    <HydrateClient>
      <Prices />
    </HydrateClient>
  );
}
