import { performance } from "node:perf_hooks";

/** What a round did: how long each call took, and how long all of them did together where it is known better; in ms. */
export type Round = number[] | { readonly took: readonly number[]; readonly lasted: number };

/** Something to measure: `round` works for `ms`. */
export type Case = {
  readonly name: string;
  readonly round: (ms: number) => Promise<Round>;
  /** Only so many rounds, the first ones: for calls of seconds. */
  readonly turns?: number;
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
  const found = cases.map(({ name, round, before, turns = rounds }) => ({
    name,
    round,
    before,
    turns,
    calls: new Array<number>(),
    rounds: new Array<number>(),
    cpuMs: 0,
  }));
  for (let turn = 0; turn < rounds; turn++) {
    for (const one of found) {
      if (turn >= one.turns) continue;
      await one.before?.();
      const used = process.cpuUsage();
      const began = performance.now();
      const round = await one.round(roundMs);
      const { user, system } = process.cpuUsage(used);
      const { took, lasted } = Array.isArray(round) ? { took: round, lasted: performance.now() - began } : round;
      one.cpuMs += (user + system) / 1000;
      one.rounds.push((took.length * 1000) / lasted);
      for (const ms of took) one.calls.push(ms);
    }
  }
  return found.map(({ name, calls, rounds: perSecond, cpuMs }) => ({
    name,
    perSecond: median(perSecond),
    p50: quantile(calls, 0.5),
    p95: quantile(calls, 0.95),
    p99: quantile(calls, 0.99),
    calls: calls.length,
    cpuMs: cpuMs / calls.length,
    rounds: perSecond,
  }));
}

/** A case of this process: `atOnce` callers, each of which calls again as soon as it is answered; `call` hears which. */
export function repeated(name: string, atOnce: number, call: (caller: number) => Promise<unknown>): Case {
  return {
    name,
    async round(ms) {
      const took: number[] = [];
      const end = performance.now() + ms;
      const caller = async (_: unknown, place: number) => {
        for (let began = performance.now(); began < end; began = performance.now()) {
          await call(place);
          took.push(performance.now() - began);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, caller));
      return took;
    },
  };
}

/** How many times as fast `measured` was as `base`: the median over the rounds of both, which had the same neighbours. */
export function timesAsFast(measured: Measured, base: Measured): number {
  const shared = Math.min(measured.rounds.length, base.rounds.length);
  return median(
    measured.rounds.slice(0, shared).map((perSecond, turn) => perSecond / (base.rounds[turn] ?? Number.NaN)),
  );
}

// Between the two in the middle, which favours neither side.
function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

/** The value below which the share `q` lies, by the nearest rank; NaN of nothing. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}
