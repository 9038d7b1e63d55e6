/** A file as the list has it. */
export type StoredFile = {
  id: string;
  kind: "artifact" | "dataset";
  name: string | null;
  jobId: string | null;
  jobName: string | null;
  project: string | null;
  url: string | null;
  sizeBytes: number;
  storedFrom: string;
  storedUntil: string | null;
  costSoFar: string | null;
  perMonth: string | null;
};
