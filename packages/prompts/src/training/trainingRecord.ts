import type { Plan } from './plan';

/** How something was trained, as it is written beside what was learned. */
export interface TrainingRecord {
  readonly epochs: number;
  readonly batchSize: number;
  /** The highest of the schedule. */
  readonly learningRate: number;
  readonly optimizer: Readonly<Record<string, string | number>>;
  readonly augment: boolean;
  readonly seed: number;
  readonly examples: number;
}

export function trainingRecord(plan: Plan, examples: number): TrainingRecord {
  const { epochs, batchSize, learningRates, optimizer, augment, seed } = plan;
  const learningRate = Math.max(...learningRates);
  return { epochs, batchSize, learningRate, optimizer: optimizer.settings, augment, seed, examples };
}
