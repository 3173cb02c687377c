import { DsraError } from '@dsra/core';
import { few } from '../data/few';
import { groupByLabel } from '../data/sampleShots';
import type { DataSet } from './dataSet';

/** @throws DsraError `badInput`, with the classes that have fewer training pictures than shots */
export function refuseFewer({ title, classNames, train }: DataSet, shots: number): void {
  const short = groupByLabel(train).filter(({ length }) => length < shots);
  if (short.length === 0) return;
  const counts = few(short.map((group) => `${classNames[group[0]!.label]} has ${group.length}`));
  const most = Math.min(...short.map(({ length }) => length));
  const says = `${title} has fewer pictures than ${shots} shots: ${counts}`;
  throw new DsraError('badInput', `${says}: add pictures, or ask for --shots ${most}`);
}
