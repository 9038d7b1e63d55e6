import { mkdir, realpath } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { socketDirOf } from "./socket";

/** Where the parts of an embedded database are. */
export type Place = {
  readonly dataDir: string;
  readonly cluster: string;
  readonly lock: string;
  readonly log: string;
  readonly socketDir: string;
};

/** Makes the data directory when it is missing, and names what lies in it. */
export async function placeIn(directory: string): Promise<Place> {
  await mkdir(dirname(resolve(directory)), { recursive: true });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const dataDir = await realpath(directory);
  const cluster = join(dataDir, "postgres");
  return {
    dataDir,
    cluster,
    lock: join(cluster, "postmaster.pid"),
    log: join(dataDir, "postgres.log"),
    socketDir: socketDirOf(dataDir),
  };
}
