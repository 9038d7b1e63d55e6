import { Command } from "commander";
import { report, type Report } from "./support/report";
import { ofHooks, ofRouter, ofWorkspace, WORKSPACES } from "./types/programs";
import { perProcedure } from "./types/growth";
import type { Diagnostics } from "./types/diagnostics";

type Options = { routers: string };

export const command = new Command("types")
  .description("what the compiler has to do: each workspace, an application of the hooks alone, routers that grow")
  .option(
    "--routers <sizes>",
    "procedures of the generated routers; 5 is what create-t3-app begins with",
    "5,10,50,100,200",
  )
  .action((options: Options) => report("types", () => run(options)));

function run({ routers }: Options): Promise<Report> {
  const sizes = routers.split(",").map(Number);
  const workspaces = WORKSPACES.map((name) => ({ name, found: ofWorkspace(name) }));
  const hooks = { name: "an application that imports only the hooks", found: ofHooks() };
  const generated = sizes.map((procedures) => ({ procedures, found: ofRouter(procedures) }));
  return Promise.resolve({
    tables: [
      {
        title: "The whole and its parts",
        rows: [...workspaces, hooks].map(({ name, found }) => ({ what: name, ...row(found) })),
      },
      {
        title: "Generated routers, shaped like ours, and a client of each",
        rows: generated.map(({ procedures, found }, at) => ({
          procedures,
          ...row(found),
          "instantiations a further procedure": perProcedure(generated, at),
        })),
      },
    ],
    notes: [
      "tsc --noEmit --extendedDiagnostics, one after the other, without the cache of an earlier run; every workspace checks what it imports from source as well",
      "a generated procedure has a strict zod object of five fields, a guarded context and a page as its answer; the client calls the first of each ten",
      "linear: a further procedure costs the same in a large router as in a small one",
    ],
    facts: { workspaces, hooks, generated },
  });
}

function row({ files, instantiations, types, memoryKb, checkSeconds, totalSeconds }: Diagnostics) {
  return {
    files,
    types,
    instantiations,
    "memory MB": memoryKb / 1000,
    "check s": checkSeconds,
    "total s": totalSeconds,
  };
}
