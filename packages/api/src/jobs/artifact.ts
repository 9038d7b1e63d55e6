import { randomUUID } from "node:crypto";
import { toInstant } from "@pipeline/core/instant";
import { artifacts } from "@pipeline/db/schema";
import type { Scope } from "../ctx";
import type { JobRow } from "./columns";
import type { NewEvent } from "./events";

/** Starts storage metering for a file of known size; the due-work loop books it. */
export async function keepArtifact({ tx, userId }: Scope, job: JobRow, event: NewEvent): Promise<void> {
  const { artifactUrl, sizeBytes } = event.body as { artifactUrl?: string; sizeBytes?: number };
  if (sizeBytes === undefined || sizeBytes === 0) return;
  await tx
    .insert(artifacts)
    .values({
      userId,
      id: randomUUID(),
      jobId: job.id,
      eventId: event.eventId,
      project: job.project ?? "",
      url: artifactUrl ?? null,
      sizeBytes,
      storedFrom: toInstant(event.at),
    })
    .onConflictDoNothing();
}
