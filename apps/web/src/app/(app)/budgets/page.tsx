import type { Metadata } from "next";
import { HydrateClient, rsc } from "@/server/rsc";
import { Budgets } from "./budgets";

export const metadata: Metadata = { title: "Budgets" };

export default async function BudgetsPage() {
  await rsc.budgets.list.prefetch({});
  return (
    <HydrateClient>
      <Budgets />
    </HydrateClient>
  );
}
