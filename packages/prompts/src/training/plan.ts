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
  /** Random crops and flips, as in CoOp. Default: true. */
  readonly augment?: boolean;
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
  readonly augment: boolean;
  readonly seed: number;
}

/** @throws DsraError `badConfig` */
export function makePlan(method: Method, options: PlanOptions, examples: number): Plan {
  const stated = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const { epochs, batchSize, learningRate, schedule, ...rest } = {
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
    augment: true,
    seed: 1,
    ...rest,
    epochs,
    batchSize,
    steps: stepsPerEpoch(examples, batchSize),
    learningRates: Array.from({ length: epochs }, (_, epoch) => rate(epoch, epochs)),
  };
}

function wholeNumber(name: string, value: number): void {
  if (Number.isInteger(value) && value > 0) return;
  throw new DsraError('badConfig', `${name} must be a whole number above 0, got ${value}`);
}
