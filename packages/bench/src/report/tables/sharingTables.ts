import type { Asked } from '../asked';
import type { ReportTable } from '../reportTable';
import type { Row } from '../rows';
import { shotsTable } from './shotsTable';
import type { Pair } from './differences';

/** Fig. 4b. */
export const sharingTables = (asked: readonly Asked[]): ReportTable[] => [
  shotsTable(asked, {
    id: 'sharing',
    title: 'One coefficient for both towers, or one for each (the numbers of Fig. 4b)',
    notes: ['The differences are shared minus separate, of the same data set and seed.'],
    pairs: sharedAgainstSeparate,
  }),
];

function sharedAgainstSeparate(rows: readonly Row[]): Pair[] {
  return rows.flatMap((more) => {
    if (more.variant !== 'shared') return [];
    const less = rows.find(
      ({ method, variant, difference }) =>
        method === more.method && variant === 'separate' && difference === more.difference,
    );
    return less ? [{ title: 'gained by sharing', less, more, after: last(rows, less, more) }] : [];
  });
}

const last = (rows: readonly Row[], a: Row, b: Row): Row => (rows.indexOf(a) > rows.indexOf(b) ? a : b);
