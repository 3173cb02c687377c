import { withPlugIn } from '../../grid/combination';
import type { Asked } from '../asked';
import type { ReportTable } from '../reportTable';
import type { Row } from '../rows';
import type { Pair } from './differences';
import { shotsTable } from './shotsTable';

/** Table 5. */
export const plugInTables = (asked: readonly Asked[]): ReportTable[] => [
  shotsTable(asked, {
    id: 'plug-in',
    title: 'Other methods alone and with DsRA in them (Table 5)',
    notes: [
      'The differences are with minus without, of the same data set and seed.',
      'The paper gives no settings for these rows: the host’s are used, for DsRA’s parameters too.',
    ],
    pairs: withAgainstWithout,
  }),
];

/** `dsra+kgCoOp` against `kgCoOp`. */
export function withAgainstWithout(rows: readonly Row[]): Pair[] {
  return rows.flatMap((more) => {
    const less = rows.find(({ method }) => method !== more.method && withPlugIn(method) === more.method);
    return less ? [{ title: 'gained by DsRA', less, more, after: more }] : [];
  });
}
