import type { Augmentation } from '@dsra/clip';
import { DsraError } from '@dsra/core';
import type { Method } from '../method';
import type { Optimizer } from '../optimizers/optimizer';
import { sgd } from '../optimizers/sgd';
import { cosineWithWarmup } from '../schedules/cosineWithWarmup';
import type { Schedule } from '../schedules/schedule';
import { trainingDefaults } from '../trainingDefaults';
import { stepsPerEpoch } from './batches';

/** How long and how fast; what is left out comes from the method, then from `trainingDefaults`. */
export interface PlanOptions {
  readonly epochs?: number;
  readonly batchSize?: number;
  /** Of the default schedule, Dassl's cosine with one epoch of warm-up. */
  readonly learningRate?: number;
  readonly schedule?: Schedule;
  /** Default: SGD with momentum 0.9 and weight decay 5e-4. */
  readonly optimizer?: Optimizer;
  /** Random crops and flips; `true`, the default: as in CoOp. */
  readonly augment?: boolean | Augmentation;
  /** Default: 1. */
  readonly seed?: number;
}

/** A run's settings, complete. */
export interface Plan {
  readonly epochs: number;
  readonly batchSize: number;
  readonly steps: number;
  /** One per epoch. */
  readonly learningRates: readonly number[];
  readonly optimizer: Optimizer;
  /** null: the pictures as they are. */
  readonly augment: Required<Augmentation> | null;
  readonly seed: number;
}

/** @throws DsraError `badConfig` */
export function makePlan(method: Method, options: PlanOptions, examples: number): Plan {
  const stated = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const {
    epochs,
    batchSize,
    learningRate,
    schedule,
    augment = true,
    ...rest
  } = {
    ...trainingDefaults,
    ...method.defaults,
    ...(stated as PlanOptions),
  };
  wholeNumber('epochs', epochs);
  wholeNumber('batchSize', batchSize);
  if (!(learningRate > 0)) {
    throw new DsraError('badConfig', `learningRate must be above 0, got ${learningRate}`);
  }
  if (examples === 0) throw new DsraError('badInput', 'there are no examples to learn from');
  const rate = schedule ?? cosineWithWarmup(learningRate);
  return {
    optimizer: sgd(),
    augment: augmentation(augment),
    seed: 1,
    ...rest,
    epochs,
    batchSize,
    steps: stepsPerEpoch(examples, batchSize),
    learningRates: Array.from({ length: epochs }, (_, epoch) => rate(epoch, epochs)),
  };
}

function augmentation(given: boolean | Augmentation): Plan['augment'] {
  if (given === false) return null;
  const { leastArea = 0.08 } = given === true ? {} : given;
  if (leastArea > 0 && leastArea <= 1) return { leastArea };
  throw new DsraError('badConfig', `augment.leastArea must be above 0 and up to 1, got ${leastArea}`);
}

function wholeNumber(name: string, value: number): void {
  if (Number.isInteger(value) && value > 0) return;
  throw new DsraError('badConfig', `${name} must be a whole number above 0, got ${value}`);
}
