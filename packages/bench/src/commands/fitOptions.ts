import type { CheckpointingChoice } from '@dsra/prompts';
import type { ModelOptions } from './context';
import type { MethodOptions } from './methodOptions';

export interface FitOptions extends ModelOptions, MethodOptions {
  readonly out: string;
  readonly strict?: boolean;
  readonly shots?: number;
  readonly allowFewer?: boolean;
  readonly seed: number;
  /** Absent, as the other settings of training: see `choosePlan`. */
  readonly epochs?: number;
  readonly batchSize?: number;
  /** Random crops and flips. */
  readonly augment: boolean;
  readonly learningRate?: number;
  readonly optimizer?: 'sgd' | 'adam' | 'adamw';
  /** In bytes. */
  readonly memoryBudget?: number;
  readonly checkpointing?: CheckpointingChoice;
  readonly resume?: boolean;
  readonly force?: boolean;
}
