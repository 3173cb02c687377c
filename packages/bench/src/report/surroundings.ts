import { duration, thousands } from '../terminal/figures';
import type { Asked } from './asked';

/** What the results come from: of everything that is done, what there is of each kind. */
export function surroundingsOf(asked: readonly Asked[]): [name: string, value: string][] {
  const done = asked.flatMap(({ state, record }) => (state === 'done' && record ? [record] : []));
  const all = (values: readonly string[]): string => [...new Set(values)].sort().join('; ');
  const seconds = done
    .filter(({ sameAs }) => sameAs === undefined)
    .reduce((sum, record) => sum + record.seconds, 0);
  const dates = done.map(({ finishedAt }) => finishedAt).sort();
  const trained = done.filter(({ sameAs }) => sameAs === undefined).length;
  return [
    [
      'Cells',
      `${thousands(done.length)} done of ${thousands(asked.length)}; ${thousands(trained)} of them computed, the others the same under other names`,
    ],
    ['Model', all(asked.map(({ cell }) => cell.model))],
    ['Seeds', all(asked.filter(({ cell }) => cell.shots > 0).map(({ cell }) => String(cell.seed)))],
    ['Training', all(asked.filter(({ cell }) => cell.shots > 0).map(trainingOf))],
    [
      'Versions',
      all(
        done.map(({ versions }) =>
          Object.entries(versions)
            .map(([name, version]) => `${name} ${version}`)
            .join(', '),
        ),
      ),
    ],
    ['Backend', all(done.map(({ backend }) => backend))],
    ['Machine', all(done.map(({ machine }) => machine))],
    ['Time', `${duration(1000 * seconds)} of training and tests`],
    [
      'Finished',
      [dates[0], dates.at(-1)]
        .filter((date) => date !== undefined)
        .map((date) => date.slice(0, 16).replace('T', ' '))
        .join(' to '),
    ],
  ].filter((row): row is [string, string] => row[1] !== '');
}

function trainingOf({ cell }: Asked): string {
  const { epochs, batchSize, optimizer } = cell.settings;
  return `${epochs} epochs, batch ${batchSize}, ${optimizer}`;
}
