import { RESPELLED, spelling } from "@pipeline/core/spelling";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { createTestApi } from "../testing";
import { spellingOf } from "./spelling-sql";

test("the database spells as core does, whatever is written", async () => {
  const api = await createTestApi();
  for (const name of [
    RESPELLED.from,
    "NVIDIA H100-SXM5\u201180GB",
    "Übergröße ÄÖ",
    "p4d.24xlarge/µ+",
    "İ\u{1f680}",
    "",
  ]) {
    const [row] = await api.app.db.execute<{ spelled: string }>(
      sql`select ${spellingOf(sql`${name}::text`)} as spelled`,
    );
    expect(row?.spelled).toBe(spelling(name));
  }
});
