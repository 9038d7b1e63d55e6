import { execFileSync } from "node:child_process";

export type Memory = {
  /** Resident set of the largest of them that is no database. */
  readonly serverKb: number;
  readonly allKb: number;
  readonly processes: number;
  /** Polls that were answered meanwhile. */
  readonly perSecond?: number;
};

type Process = { pid: number; parent: number; kb: number; name: string };

/** What a process and all it has started hold in memory. */
export function memoryOf(pid: number): Memory {
  return sumOf(pid, execFileSync("ps", ["-eo", "pid=,ppid=,rss=,comm="], { encoding: "utf8" }));
}

/** The same from the lines of `ps -eo pid=,ppid=,rss=,comm=`. */
export function sumOf(pid: number, lines: string): Memory {
  const all = lines.split("\n").flatMap((line): Process[] => {
    const [, id, parent, kb, name] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [{ pid: Number(id), parent: Number(parent), kb: Number(kb), name }];
  });
  const own = new Set([pid]);
  for (let before = 0; before < own.size;) {
    before = own.size;
    for (const one of all) if (own.has(one.parent)) own.add(one.pid);
  }
  const found = all.filter((one) => own.has(one.pid));
  const servers = found.filter(({ name }) => !name.startsWith("postgres"));
  return {
    serverKb: Math.max(0, ...servers.map(({ kb }) => kb)),
    allKb: found.reduce((sum, { kb }) => sum + kb, 0),
    processes: found.length,
  };
}
