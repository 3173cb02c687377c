import { DsraError } from '@dsra/core';
import * as z from 'zod/mini';
import type { Plan } from './plan';

/** How something was trained, as it is written beside what was learned. */
export interface TrainingRecord {
  readonly epochs: number;
  readonly batchSize: number;
  /** The highest of the schedule. */
  readonly learningRate: number;
  readonly optimizer: Readonly<Record<string, string | number>>;
  /** Without: the pictures as they were. */
  readonly augment: Plan['augment'];
  readonly seed: number;
  readonly examples: number;
}

export function trainingRecord(plan: Plan, examples: number): TrainingRecord {
  const { epochs, batchSize, learningRates, optimizer, augment, seed } = plan;
  const learningRate = Math.max(...learningRates);
  return { epochs, batchSize, learningRate, optimizer: optimizer.settings, augment, seed, examples };
}

const count = z.int().check(z.minimum(0));
const record = z.looseObject({
  epochs: count,
  batchSize: count,
  learningRate: z.number(),
  optimizer: z.record(z.string(), z.union([z.string(), z.number()])),
  augment: z.nullable(z.object({ leastArea: z.number() })),
  seed: count,
  examples: count,
});

/**
 * A training record that was read from a file; what this version does not know is kept in it.
 * @param file for messages
 * @throws DsraError `badFile` with every field that is wrong
 */
export function parseTrainingRecord(json: unknown, file: string): TrainingRecord | undefined {
  if (json === undefined) return undefined;
  const parsed = record.safeParse(json);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path }) => ['training', ...path].join('.'));
  throw new DsraError('badFile', `${file} is damaged: ${[...new Set(fields)].join(', ')} cannot be read`);
}
