import { setTimeout as pause } from 'node:timers/promises';
import { isDsraError } from '@dsra/core';
import type { Contender, Side } from './contender';
import type { Products } from './products';
import type { Work } from './work';

/** Somebody who may take part in a work. */
export interface Entrant {
  readonly side: Side;
  readonly work: Work;
  /** How often; 0 leaves it out. */
  readonly repeats: number;
  start(): Promise<Contender>;
}

/** What one side needed for one work. */
export interface Turns {
  readonly side: Side;
  readonly version?: string;
  readonly note?: string;
  readonly products?: Products;
  /** Useful floating-point operations of one run, where they are counted. */
  readonly operations?: number;
  readonly milliseconds: readonly number[];
  /** Largest resident memory of its process. */
  readonly peakMemoryBytes: number;
  /** The WASM heap, part of it. */
  readonly heapBytes?: number;
}

export interface Referee {
  readonly onLap: (round: number, entrant: Entrant, milliseconds: number) => void;
  /** Told once of everybody who cannot go on; what they did before still counts. */
  readonly onFailure: (entrant: Entrant, reason: string) => void;
}

/** The threads of some products look for more work for a while after the last: they must not do so in another's time. */
const PAUSE = 100;

/**
 * Starts all who take part and has them work in turn, round by round, so that a busy machine is unfair to none. Gives what
 * everybody needed who did at least one run, in the order of the entrants.
 */
export async function takeTurns(
  entrants: readonly Entrant[],
  { onLap, onFailure }: Referee,
): Promise<{ work: Work; turns: Turns }[]> {
  const running: Running[] = [];
  /** Whether it went well. */
  const attempt = async (entrant: Entrant, what: () => Promise<void>): Promise<boolean> => {
    try {
      await what();
      return true;
    } catch (error) {
      if (!isDsraError(error)) throw error;
      onFailure(entrant, error.message);
      return false;
    }
  };
  try {
    for (const entrant of entrants.filter(({ repeats }) => repeats > 0)) {
      await attempt(entrant, async () => {
        const contender = await entrant.start();
        running.push({ entrant, contender, laps: before(contender), left: entrant.repeats });
      });
    }
    for (let round = 1; running.some(({ left }) => left > 0); round++) {
      for (const one of running.filter(({ left }) => left > 0)) {
        await pause(PAUSE);
        const well = await attempt(one.entrant, async () => {
          const { milliseconds, ...memory } = await one.contender.run();
          one.laps = { ...one.laps, ...memory, milliseconds: [...one.laps.milliseconds, milliseconds] };
          onLap(round, one.entrant, milliseconds);
        });
        one.left = well ? one.left - 1 : 0;
      }
    }
  } finally {
    for (const { entrant, contender } of running) await attempt(entrant, () => contender.stop());
  }
  return running
    .filter(({ laps }) => laps.milliseconds.length > 0)
    .map(({ entrant: { side, work }, laps }) => ({ work, turns: { side, ...laps } }));
}

interface Running {
  readonly entrant: Entrant;
  readonly contender: Contender;
  laps: Omit<Turns, 'side'>;
  left: number;
}

const before = ({ version, note, products, operations }: Contender): Running['laps'] => ({
  ...(version !== undefined && { version }),
  ...(note !== undefined && { note }),
  ...(products !== undefined && { products }),
  ...(operations !== undefined && { operations }),
  ...{ milliseconds: [], peakMemoryBytes: 0 },
});
