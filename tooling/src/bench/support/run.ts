import { performance } from "node:perf_hooks";

/** Something to measure: `round` works for `ms` and answers how long each call took, in ms. */
export type Case = {
  readonly name: string;
  readonly round: (ms: number) => Promise<number[]>;
  /** What has to be there for a round; not measured. */
  readonly before?: () => Promise<void>;
};

export type Measured = {
  readonly name: string;
  /** Median of the rounds. */
  readonly perSecond: number;
  /** Of all calls, in ms. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly calls: number;
  /** What a call costs this process, in ms of a core; hardly moved by what else the machine does. */
  readonly cpuMs: number;
  /** Calls a second of each round. */
  readonly rounds: readonly number[];
};

export type Pace = { readonly rounds: number; readonly roundMs: number; readonly warmUpMs: number };

/** Measures all cases in turns, A B A B …, so that whatever else the machine does meets all alike. */
export async function inTurns(cases: readonly Case[], { rounds, roundMs, warmUpMs }: Pace): Promise<Measured[]> {
  for (const { round, before } of cases) {
    await before?.();
    await round(warmUpMs);
  }
  const found = cases.map(({ name, round, before }) => ({
    name,
    round,
    before,
    calls: new Array<number>(),
    rounds: new Array<number>(),
    cpuMs: 0,
  }));
  for (let turn = 0; turn < rounds; turn++) {
    for (const one of found) {
      await one.before?.();
      const used = process.cpuUsage();
      const began = performance.now();
      const calls = await one.round(roundMs);
      const { user, system } = process.cpuUsage(used);
      one.cpuMs += (user + system) / 1000;
      one.rounds.push((calls.length * 1000) / (performance.now() - began));
      for (const ms of calls) one.calls.push(ms);
    }
  }
  return found.map(({ name, calls, rounds: perSecond, cpuMs }) => ({
    name,
    perSecond: quantile(perSecond, 0.5),
    p50: quantile(calls, 0.5),
    p95: quantile(calls, 0.95),
    p99: quantile(calls, 0.99),
    calls: calls.length,
    cpuMs: cpuMs / calls.length,
    rounds: perSecond,
  }));
}

/** A case of this process: `atOnce` callers, each of which calls again as soon as it is answered. */
export function repeated(name: string, atOnce: number, call: () => Promise<unknown>): Case {
  return {
    name,
    async round(ms) {
      const took: number[] = [];
      const end = performance.now() + ms;
      const caller = async () => {
        for (let began = performance.now(); began < end; began = performance.now()) {
          await call();
          took.push(performance.now() - began);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, caller));
      return took;
    },
  };
}

/** How many times as fast `measured` was as `base`: the median over the rounds, which had the same neighbours. */
export function timesAsFast(measured: Measured, base: Measured): number {
  return quantile(
    measured.rounds.map((perSecond, turn) => perSecond / (base.rounds[turn] ?? Number.NaN)),
    0.5,
  );
}

/** The value below which the share `q` lies, by the nearest rank; NaN of nothing. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}
