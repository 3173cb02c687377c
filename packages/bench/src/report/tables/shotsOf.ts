import type { Asked } from '../asked';

/** The numbers of training pictures per class, rising; 0 where nothing is trained. */
export function shotsOf(asked: readonly Asked[]): number[] {
  const all = [...new Set(asked.map(({ cell }) => cell.shots))].sort((a, b) => a - b);
  const trained = all.filter((count) => count > 0);
  return trained.length > 0 ? trained : all;
}
