import { findBinaries } from "./binaries";
import { checkVersion, ensureCluster } from "./cluster";
import { chooseIdentity } from "./identity";
import { launch, type Launched } from "./launch";
import { releaseStale } from "./lock-file";
import type { Place } from "./place";
import { ensureSocketDir, PORT, socketPath } from "./socket";

/** Starts a server for a place that has none. Throws when trying again is of no use. */
export async function own(place: Place, say: (line: string) => void): Promise<Launched> {
  const binaries = await findBinaries();
  await checkVersion(place.cluster, binaries);
  const identity = await chooseIdentity(place.dataDir, place.cluster, binaries);
  if (await ensureCluster(place.cluster, binaries, identity)) say(`Made the database cluster ${place.cluster}`);
  await ensureSocketDir(place.socketDir, identity);
  await releaseStale(place.lock, place.cluster);
  await releaseStale(`${socketPath(place.socketDir, PORT)}.lock`, place.cluster);
  return launch(place, binaries, identity);
}
