import { kindOf } from '../grid/cell';
import { learns } from '../grid/combination';
import type { Asked } from './asked';

/** Accuracy in one class, in percent, over all seeds. */
export interface ClassShares {
  readonly name: string;
  readonly place: number;
  /** Pictures of it, over all seeds, and how many were answered rightly. */
  readonly total: number;
  readonly correct: number;
  /** Of plain CLIP: nothing where it is not known on the same pictures. */
  readonly before: number | undefined;
  readonly after: number;
}

/** Of every class, plain CLIP and tuned. */
export function classShares(cells: readonly Asked[], all: readonly Asked[]): ClassShares[] {
  const names = cells[0]?.record?.perClass?.map(({ name }) => name) ?? [];
  const before = plainShares(cells, all);
  return names.map((name, place) => {
    const { correct, total } = sumOf(cells, place);
    return { ...{ name, place, total, correct }, before: before?.[place], after: share(correct, total) };
  });
}

/**
 * Of the zero-shot cell, where it was tested on as many pictures of each class as every seed. A data set that sets no test
 * pictures aside is tested on those left over, and without training on all: these are other pictures.
 */
function plainShares(cells: readonly Asked[], all: readonly Asked[]): number[] | undefined {
  const plain = plainOf(cells[0]!, all)?.record?.perClass;
  const same = (other: Asked): boolean =>
    other.record?.perClass?.length === plain?.length &&
    !!plain?.every(({ total }, place) => total === other.record?.perClass?.[place]?.total);
  return cells.every(same) ? plain?.map(({ correct, total }) => share(correct, total)) : undefined;
}

function plainOf({ cell }: Asked, all: readonly Asked[]): Asked | undefined {
  const { dataSet, model, testPerClass } = cell;
  return all.find(
    ({ cell: other, state }) =>
      state === 'done' &&
      !learns(other.method) &&
      kindOf(other) === 'fewShot' &&
      other.dataSet === dataSet &&
      other.model === model &&
      other.testPerClass === testPerClass,
  );
}

function sumOf(cells: readonly Asked[], place: number) {
  const own = cells.flatMap(({ record }) => record?.perClass?.[place] ?? []);
  const sum = (part: 'correct' | 'total'): number => own.reduce((so, one) => so + one[part], 0);
  return { correct: sum('correct'), total: sum('total') };
}

const share = (correct: number, total: number): number => (total === 0 ? 0 : (100 * correct) / total);
