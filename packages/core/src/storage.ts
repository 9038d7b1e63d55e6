import { z } from "zod";
import { Project } from "./costs";
import { CursorInput, limit } from "./cursor";
import { InstantInput } from "./instant-schema";
import { FileUrl, IdempotencyKey, name, Uuid, whole } from "./text";

/** What is kept and paid for by the GB-month. */
export const STORED_KINDS = ["artifact", "dataset"] as const;
export type StoredKind = (typeof STORED_KINDS)[number];

const MAX_BYTES = 1e15;

/** A file that no job has told of. */
export const KeepFile = z.strictObject({
  kind: z.enum(STORED_KINDS).default("dataset"),
  name: name(200),
  sizeBytes: whole(1, MAX_BYTES),
  project: Project.optional(),
  storedFrom: InstantInput.optional(),
  url: FileUrl.optional(),
  idempotencyKey: IdempotencyKey,
});
export type KeepFile = z.infer<typeof KeepFile>;

export const RemoveFile = z.strictObject({ id: Uuid, at: InstantInput.optional() });
export type RemoveFile = z.infer<typeof RemoveFile>;

export const ListFiles = z.strictObject({
  kind: z.enum(STORED_KINDS).optional(),
  project: z.union([Project, z.literal("")]).optional(),
  /** `true`: still stored, `false`: removed. */
  kept: z.boolean().optional(),
  cursor: CursorInput.optional(),
  limit: limit(100, 20),
});
export type ListFiles = z.infer<typeof ListFiles>;
