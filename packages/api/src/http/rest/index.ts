import { costsRoute } from "./costs";
import { jobRoutes } from "./jobs";
import { notificationRoutes } from "./notifications";
import type { RestRoute } from "./route";

/** The endpoints of the original specification. */
export const restRoutes: readonly RestRoute[] = [costsRoute, ...jobRoutes, ...notificationRoutes];
