import type { Connection } from "@pipeline/db";
import type { Row, Table } from "../support/report";
import { inTurns, type Measured, type Pace } from "../support/run";
import type { Side } from "./side";

/** Slower or larger than the bare server by at most so many times. */
const GOAL = 2;
const KB = 1024;

type Found = { readonly tables: readonly Table[]; readonly measured: readonly Measured[]; readonly memory: object };

/** Both servers with ever more streams: how late their events are, and what the streams keep. */
export async function measureSides(
  [own, bare]: readonly [Side, Side],
  { sql, pace, sizes }: { sql: Connection["sql"]; pace: Pace; sizes: readonly number[] },
): Promise<Found> {
  const rows: Row[] = [];
  const all: Measured[] = [];
  // The first stream brings code and pools with it.
  for (const side of [own, bare]) await side.grow(1);
  await inTurns([own.single(sql), bare.single(sql)], { ...pace, rounds: 1 });
  const before = await kept([own, bare]);
  for (const size of sizes) {
    for (const side of [own, bare]) await side.grow(size);
    const cases = [own.single(sql), bare.single(sql), own.burst(sql), bare.burst(sql)];
    const measured = await inTurns(cases, pace);
    all.push(...measured.map((one) => ({ ...one, name: `${size} streams, ${one.name}` })));
    rows.push(...latencies(size, measured));
  }
  const after = await kept([own, bare]);
  return {
    tables: [
      { title: "From the acknowledged commit to the event in the client", rows },
      {
        title: "What an idle stream keeps in the server, after its garbage is collected",
        rows: memories(before, after, Math.max(...sizes) - 1),
      },
    ],
    measured: all,
    memory: { before, after },
  };
}

function latencies(streams: number, [single, bareSingle, burst, bareBurst]: readonly Measured[]): Row[] {
  return [["one at a time", single, bareSingle] as const, ["all at once", burst, bareBurst] as const].flatMap(
    ([events, own, bare]) => {
      if (!own || !bare) return [];
      const times = own.p99 / bare.p99;
      return {
        streams,
        events,
        "p50 ms": own.p50,
        "p99 ms": own.p99,
        "bare p50 ms": bare.p50,
        "bare p99 ms": bare.p99,
        "p99 ratio": times,
        goal: `≤ ${GOAL} ${times <= GOAL ? "met" : "missed"}`,
      };
    },
  );
}

type Kept = { readonly name: string; readonly rss: number; readonly heap: number };

function kept(sides: readonly Side[]): Promise<Kept[]> {
  return Promise.all(
    sides.map(async ({ name, server }) => {
      const { rss, heapUsed, external } = await server.memory();
      return { name, rss, heap: heapUsed + external };
    }),
  );
}

function memories(before: readonly Kept[], after: readonly Kept[], streams: number): Row[] {
  const each = after.map(({ name, rss, heap }, n) => ({
    name,
    rss: (rss - (before[n]?.rss ?? 0)) / streams,
    heap: (heap - (before[n]?.heap ?? 0)) / streams,
  }));
  return each.map(({ name, rss, heap }, n) => {
    const times = n === 0 ? rss / (each[1]?.rss ?? 0) : undefined;
    return {
      server: name,
      "RSS kB a stream": rss / KB,
      "heap and buffers kB a stream": heap / KB,
      "RSS MB before": (before[n]?.rss ?? 0) / KB / KB,
      "RSS MB with all": (after[n]?.rss ?? 0) / KB / KB,
      ratio: times,
      goal: times === undefined ? undefined : `≤ ${GOAL} ${times <= GOAL ? "met" : "missed"}`,
    };
  });
}
