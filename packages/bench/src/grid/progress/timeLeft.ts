import type { Cell } from '../cell';
import { cellWeight } from './cellWeight';

interface Spent {
  seconds: number;
  weight: number;
}

/**
 * How long the rest of a grid takes, from what has been seen: seconds per picture pass of each method, or of all methods where
 * one was not seen yet.
 */
export function timeLeft(now: () => number = () => performance.now() / 1000) {
  const start = now();
  const byMethod = new Map<string, Spent>();
  const all: Spent = { seconds: 0, weight: 0 };
  return {
    took: (cell: Cell, seconds: number): void => {
      const own = byMethod.get(cell.method) ?? { seconds: 0, weight: 0 };
      byMethod.set(cell.method, own);
      for (const spent of [own, all]) {
        spent.seconds += seconds;
        spent.weight += cellWeight(cell);
      }
    },
    /**
     * Seconds for cells of which a share is done, so many at a time (Infinity: as many as were seen to be); nothing before there
     * is something to go by.
     */
    for: (
      cells: readonly { readonly cell: Cell; readonly done: number }[],
      jobs: number,
    ): number | undefined => {
      if (all.weight === 0) return undefined;
      const rest = cells.map(({ cell, done }) => {
        const { seconds, weight } = byMethod.get(cell.method) ?? all;
        return (seconds / weight) * cellWeight(cell) * (1 - done);
      });
      const sum = rest.reduce((total, seconds) => total + seconds, 0);
      const atATime = Number.isFinite(jobs) ? jobs : Math.max(1, all.seconds / (now() - start));
      return rest.reduce((most, seconds) => Math.max(most, seconds), sum / atATime);
    },
  };
}
