import { DsraError } from '@dsra/core';
import { dataSetNamed } from '../../datasets/dataSetNamed';
import type { Cell } from '../cell';
import { contentsIn, ownContents } from '../ownContents';
import type { OpenSet, Workshop } from './workshop';

/**
 * A data set of a cell. One of somebody's own is what lies there now, not what this process may know from before.
 * @throws DsraError `mismatch` where that is not what was asked for
 */
export function openedSet(name: string, cell: Cell, workshop: Workshop): Promise<OpenSet> {
  const { contents } = cell;
  const source = dataSetNamed(name);
  if (contents === undefined || source.kind !== 'own') return workshop.set(name, cell);
  return workshop.once(JSON.stringify(['set', name, contents]), async () => {
    const set = await source.open('.');
    refuseChanged(cell);
    return { kind: source.kind, set };
  });
}

function refuseChanged({ dataSet, targets, contents }: Cell): void {
  const names = [dataSet, ...targets];
  if (contentsIn(names, ownContents(names)) === contents) return;
  const own = names.filter((name) => dataSetNamed(name).kind === 'own').join(', ');
  throw new DsraError('mismatch', `${own}: other files than when this was asked for: ask for it again`);
}
