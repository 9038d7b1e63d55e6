CREATE INDEX "budget_periods_end_idx" ON "budget_periods" USING btree ("user_id","period_end");
