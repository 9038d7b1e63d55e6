import { KeepFile, ListFiles, RemoveFile } from "@pipeline/core/storage";
import { requires, router } from "../trpc";
import { keepFile } from "./keep";
import { listFiles } from "./list";
import { removeFile } from "./remove";

export const storageRouter = router({
  list: requires("costs:read")
    .input(ListFiles)
    .query(({ ctx, input }) => listFiles(ctx, input)),
  keep: requires("costs:write")
    .meta({ audit: "storage.keep" })
    .input(KeepFile)
    .mutation(({ ctx, input }) => keepFile(ctx, input)),
  remove: requires("costs:write")
    .meta({ audit: "storage.remove" })
    .input(RemoveFile)
    .mutation(({ ctx, input }) => removeFile(ctx, input)),
});
