import type { Plan } from './plan';

/** Accuracies by task, 0..1, on the first test pictures per class of seed 1. */
export interface Measured {
  readonly perClass: number;
  readonly accuracy: Readonly<Record<string, number>>;
}

/** `training.json` beside the embedded model: how it was made and what it can do untrained. */
export interface TrainingRecord extends Plan {
  /** Mean over the last steps. */
  readonly loss: number;
  /** Of training, wall clock. */
  readonly seconds: number;
  readonly machine: string;
  readonly zeroShot: Measured;
  /** The same on few pictures: quick to repeat. */
  readonly sample: Measured;
}
