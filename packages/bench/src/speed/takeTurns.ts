import type { Contender, Side } from './contender';

/** Somebody who may take part in a work. */
export interface Entrant {
  readonly side: Side;
  /** How often; 0 leaves it out. */
  readonly repeats: number;
  start(): Promise<Contender>;
}

/** What one side needed for one work. */
export interface Turns {
  readonly side: Side;
  readonly version?: string;
  readonly note?: string;
  /** Useful floating-point operations of one run, where they are counted. */
  readonly operations?: number;
  readonly milliseconds: readonly number[];
  /** Largest resident memory of its process. */
  readonly peakMemoryBytes: number;
  /** The WASM heap, part of it. */
  readonly heapBytes?: number;
}

/** Starts all who take part and has them work in turn, round by round, so that a busy machine is unfair to none. */
export async function takeTurns(
  entrants: readonly Entrant[],
  onLap: (round: number, side: Side, milliseconds: number) => void,
): Promise<Turns[]> {
  const running: (Entrant & { contender: Contender; laps: Omit<Turns, 'side'> })[] = [];
  try {
    for (const entrant of entrants.filter(({ repeats }) => repeats > 0)) {
      const contender = await entrant.start();
      const { version, note, operations } = contender;
      const known = {
        ...(version !== undefined && { version }),
        ...(note !== undefined && { note }),
        ...(operations !== undefined && { operations }),
      };
      running.push({ ...entrant, contender, laps: { ...known, milliseconds: [], peakMemoryBytes: 0 } });
    }
    for (let round = 0; round < Math.max(0, ...running.map(({ repeats }) => repeats)); round++) {
      for (const one of running.filter(({ repeats }) => round < repeats)) {
        const { milliseconds, ...memory } = await one.contender.run();
        one.laps = { ...one.laps, ...memory, milliseconds: [...one.laps.milliseconds, milliseconds] };
        onLap(round + 1, one.side, milliseconds);
      }
    }
  } finally {
    for (const { contender } of running) await contender.stop();
  }
  return running.map(({ side, laps }) => ({ side, ...laps }));
}
