import { type CellRequest, makeCell } from '../../packages/bench/src/grid/makeCell';
import type { Cell } from '../../packages/bench/src/grid/cell';
import type { RanCell } from '../../packages/bench/src/grid/running/runCell';
import { failed } from '../../packages/bench/src/grid/running/unit';

/** A small cell of the embedded world. */
export const smallCell = (more: Partial<CellRequest> = {}): Cell =>
  makeCell({
    ...{ protocol: 'fewShot', model: 'embedded', dataSet: 'embedded/textures', method: 'dsra' },
    ...{ shots: 1, seed: 1, testPerClass: 2, epochs: 1 },
    ...more,
  });

/** What a cell could have given. */
export function madeUp(cell: Cell, metrics: Record<string, number | null> = { accuracy: 0.5 }): RanCell {
  const { record } = failed(cell, '');
  delete record.error;
  return { record: { ...record, status: 'done', metrics, seconds: 2 } };
}
