/** What `tsc --extendedDiagnostics` counts. */
export type Diagnostics = {
  readonly files: number;
  readonly types: number;
  readonly instantiations: number;
  readonly memoryKb: number;
  readonly checkSeconds: number;
  readonly totalSeconds: number;
};

/** Reads what the compiler prints. Throws where a figure is missing: another compiler may name it otherwise. */
export function readDiagnostics(text: string): Diagnostics {
  const figure = (name: string): number => {
    const [, value] = new RegExp(`^${name}:\\s+([\\d.]+)(?:K|s)?$`, "m").exec(text) ?? [];
    if (value === undefined) throw new Error(`The compiler does not tell ${name}.`);
    return Number(value);
  };
  return {
    files: figure("Files"),
    types: figure("Types"),
    instantiations: figure("Instantiations"),
    memoryKb: figure("Memory used"),
    checkSeconds: figure("Check time"),
    totalSeconds: figure("Total time"),
  };
}
