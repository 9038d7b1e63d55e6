DROP INDEX "lora_notifications_feed_idx";--> statement-breakpoint
DROP INDEX "lora_notifications_archive_idx";--> statement-breakpoint
DROP INDEX "lora_notifications_unread_idx";--> statement-breakpoint
ALTER TABLE "inbox_state" ADD COLUMN "swept_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "lora_notifications" ADD COLUMN "removed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "lora_notifications" ADD COLUMN "before" jsonb;--> statement-breakpoint
CREATE INDEX "inbox_state_due_idx" ON "inbox_state" USING btree ("next_due_at") WHERE next_due_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "inbox_state_swept_idx" ON "inbox_state" USING btree ("swept_at");--> statement-breakpoint
CREATE INDEX "lora_notifications_snoozed_idx" ON "lora_notifications" USING btree ("user_id","snoozed_until","id") WHERE snoozed_until IS NOT NULL AND removed_at IS NULL;--> statement-breakpoint
CREATE INDEX "lora_notifications_expiry_idx" ON "lora_notifications" USING btree ("user_id","expires_at") WHERE expires_at IS NOT NULL AND removed_at IS NULL;--> statement-breakpoint
CREATE INDEX "lora_notifications_removed_idx" ON "lora_notifications" USING btree ("user_id","removed_at") WHERE removed_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "lora_notifications_group_idx" ON "lora_notifications" USING btree ("user_id","group_key","created_at") WHERE group_key IS NOT NULL AND removed_at IS NULL;--> statement-breakpoint
CREATE INDEX "lora_notifications_feed_idx" ON "lora_notifications" USING btree ("user_id","sort_at","id") WHERE archived_at IS NULL AND snoozed_until IS NULL AND removed_at IS NULL;--> statement-breakpoint
CREATE INDEX "lora_notifications_archive_idx" ON "lora_notifications" USING btree ("user_id","sort_at","id") WHERE archived_at IS NOT NULL AND removed_at IS NULL;--> statement-breakpoint
CREATE INDEX "lora_notifications_unread_idx" ON "lora_notifications" USING btree ("user_id","sort_at","id") WHERE read = false AND archived_at IS NULL AND snoozed_until IS NULL AND removed_at IS NULL;