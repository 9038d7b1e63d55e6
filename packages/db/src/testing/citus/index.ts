import { readFileSync } from "node:fs";
import type { Connection } from "../../db";

/**
 * Makes a database of a plain server look like one with Citus, whose coordinator has this many workers: enough to see what
 * is asked of it and what it refuses. `admin` is a superuser.
 */
export async function installCitus(admin: Connection, workers = 2): Promise<void> {
  const standIn = readFileSync(new URL("stand-in.sql", import.meta.url), "utf8");
  await admin.sql.begin(async (tx) => {
    await tx`set local allow_system_table_mods = on`;
    await tx.unsafe(standIn);
    for (let group = 0; group <= workers; group += 1) {
      const name = group === 0 ? "coordinator" : `worker-${group}`;
      await tx`insert into pg_dist_node values (${group}, true, ${group > 0}, 'primary', ${name}, 5432)`;
    }
  });
}
