import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { createJob } from "../jobs/create";
import { createTestApi } from "../testing";
import { listRecords } from "./records";
import { plansOf } from "./testing/plans";

const OF_JOB = "lora_cost_records_job_id_idx";

// A statement that is prepared for anybody expects one record of any window where most accounts have few of them.
test("a job's records are found by the job, also of who has thousands among many who have ten", async () => {
  const api = await createTestApi("2026-03-10T12:00:00.000Z");
  const ctx = await api.user();
  await api.admin.db.transaction(async (tx) => {
    // Jobs and accounts themselves are not asked for.
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx.execute(sql`
      insert into lora_cost_records
        (user_id, job_id, cost_type, amount, billing_period, recorded_at, created_at, idempotency_key)
      select user_id, md5(user_id || ' ' || i / 5)::uuid, 'compute', 1, '2026-03-01', at, at, 'k' || i
      from (select gen_random_uuid() as user_id, 10 as records from generate_series(1, 2000)
        union all select ${ctx.actor.userId}, 5000) u
      cross join generate_series(1, records) i
      cross join lateral (select timestamptz '2026-03-10T12:00Z' - i * interval '1 minute' as at) a
      order by at`);
  });
  await api.admin.db.execute(sql`analyze lora_cost_records`);
  const job = await createJob(ctx, { gpuType: "H100", unitPrice: "2" });
  const page = { period: "month", limit: 20 } as const;
  const { nextCursor } = await listRecords(ctx, page);
  for (const jobId of [job.id, randomUUID()]) {
    for (const input of [{}, { costType: "compute" }]) {
      const { indexes, nodes, read } = await plansOf(api, ctx, () => listRecords(ctx, { ...page, ...input, jobId }));
      expect(indexes.filter((name) => name.startsWith("lora_cost_records"))).toEqual([OF_JOB]);
      expect(nodes).not.toContain("Seq Scan");
      expect(read[OF_JOB]).toBe(0);
    }
  }
  expect(nextCursor).not.toBeNull();
});
