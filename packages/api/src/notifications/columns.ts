import { notifications } from "@pipeline/db/schema";
import { getTableColumns } from "drizzle-orm";

const { dedupeKey: _key, before: _before, removedAt: _removed, ...shown } = getTableColumns(notifications);

/** What a caller sees of a notification. */
export const notificationColumns = shown;
export type Notification = Omit<typeof notifications.$inferSelect, "dedupeKey" | "before" | "removedAt">;
