import { ListAudit } from "@pipeline/core/audit";
import { router, sessionProcedure } from "../trpc";
import { listAudit } from "./list";

export const auditRouter = router({
  list: sessionProcedure.input(ListAudit).query(({ ctx, input }) => listAudit(ctx, input)),
});
