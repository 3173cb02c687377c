import {
  adam,
  adamW,
  combine,
  type Method,
  methodNamed,
  type Optimizer,
  type PlanOptions,
  sgd,
} from '@dsra/prompts';
import type { Cell, CellSettings } from './cell';
import { membersOf } from './combination';

/** A sentence that takes another's place: that of a target takes that of the set that was trained on. */
export interface Rewritten {
  readonly from: string;
  readonly to: string;
}

/** The method that a cell names, with its options; `rewritten` where it writes the classes in the training set's sentence. */
export function cellMethod(cell: Pick<Cell, 'method' | 'options'>, rewritten?: Rewritten): Method {
  const made = membersOf(cell.method).map((name) => {
    const options = cell.options[name] ?? {};
    const other = rewritten && options.template === rewritten.from ? { template: rewritten.to } : {};
    return [name, methodNamed(name, { ...options, ...other })] as const;
  });
  return made.length === 1 ? made[0]![1] : combine(Object.fromEntries(made));
}

const optimizers: Record<CellSettings['optimizer'], () => Optimizer> = {
  sgd: () => sgd(),
  adam: () => adam(),
  adamw: () => adamW(),
  none: () => sgd(),
};

/** A cell's settings for `fit`. */
export function cellPlan({ settings, seed }: Pick<Cell, 'settings' | 'seed'>): PlanOptions {
  const { epochs, batchSize, learningRate, optimizer, leastArea } = settings;
  const augment = { leastArea };
  return { epochs, batchSize, learningRate, optimizer: optimizers[optimizer](), augment, seed };
}
