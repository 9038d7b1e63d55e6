import { ListPrices, RerateJobs } from "@pipeline/core/prices";
import { requires, router, sessionProcedure } from "../trpc";
import { listPrices } from "./list";
import { rerateJobs } from "./rerate";

export const pricesRouter = router({
  list: requires("costs:read")
    .input(ListPrices)
    .query(({ ctx, input }) => listPrices(ctx, input)),
  rerate: sessionProcedure
    .meta({ audit: "prices.rerate" })
    .input(RerateJobs)
    .mutation(({ ctx, input }) => rerateJobs(ctx, input)),
});
