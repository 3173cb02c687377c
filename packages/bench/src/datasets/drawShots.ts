import { fewShotSplit } from '../data/sampleShots';
import { type ClassHalf, subsampleClasses } from '../data/subsampleClasses';
import type { DataSet } from './dataSet';
import { refuseFewer } from './refuseFewer';

export interface DrawShotsOptions {
  /** Training pictures per class; all of them when absent. */
  readonly shots?: number | undefined;
  readonly seed: number;
  /** Lets a class with fewer pictures than shots take part with all it has, as Dassl does. Default: true. */
  readonly allowFewer?: boolean | undefined;
  /** Default: all. */
  readonly classes?: ClassHalf | undefined;
}

/**
 * The few-shot part of a set, and one half of its classes where that is asked for: equal, item by item and in order, to what
 * CoOp's data sets are after Dassl's `generate_fewshot_dataset` and `subsample_classes` with this seed. Shots are drawn before
 * classes are left out, so that both halves are parts of one draw.
 *
 * Of a set without test pictures, the training pictures that are not drawn become the test.
 * @throws DsraError `badInput` where a class has too few pictures, unless that is allowed
 */
export function drawShots(
  set: DataSet,
  { shots, seed, classes = 'all', allowFewer = true }: DrawShotsOptions,
): DataSet {
  if (shots !== undefined && !allowFewer) refuseFewer(set, shots);
  const lists = { train: set.train, val: set.validation };
  const drawn = shots === undefined ? lists : fewShotSplit(lists, { shots, seed });
  const taken = new Set(drawn.train.map(({ id }) => id));
  const test = set.test.length > 0 ? set.test : set.train.filter(({ id }) => !taken.has(id));
  const whole = { classNames: set.classNames, ...drawn, test };
  const { classNames, train, val, test: tested } = subsampleClasses(whole, classes);
  return { ...set, classNames, train, validation: val, test: tested };
}
