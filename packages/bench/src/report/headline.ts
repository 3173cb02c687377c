import { kindOf } from '../grid/cell';
import type { Asked } from './asked';

/** The methods that figures of a single one show, the first that is there. */
const preferred = ['dsraPromptSrc', 'dsra', 'promptSrc'];

/** Of each data set the done few-shot cells, all seeds, of one method with most shots: what figures of a single method are of. */
export function headlines(asked: readonly Asked[]): Asked[][] {
  const fit = asked.filter(
    ({ cell, state }) =>
      kindOf(cell) === 'fewShot' && cell.variant === '' && cell.shots > 0 && state === 'done',
  );
  const fewShot = fit.filter(({ cell }) => cell.protocol === 'fewShot');
  const among = fewShot.length > 0 ? fewShot : fit;
  const sets = [...new Set(among.map(({ cell }) => cell.dataSet))];
  return sets.map((dataSet) => {
    const own = among.filter(({ cell }) => cell.dataSet === dataSet);
    const method =
      preferred.find((name) => own.some(({ cell }) => cell.method === name)) ?? own[0]!.cell.method;
    const shots = Math.max(...own.filter(({ cell }) => cell.method === method).map(({ cell }) => cell.shots));
    const chosen = own.filter(({ cell }) => cell.method === method && cell.shots === shots);
    // One protocol's, one seed once.
    return [...new Map(chosen.map((one) => [one.cell.seed, one])).values()];
  });
}
