import * as tf from '@tensorflow/tfjs';
import { architectureOf, learnedShapes } from '../method';
import { modelFingerprint } from '../modelFingerprint';
import type { Checkpoint } from './checkpoint';
import type { Plan } from './plan';
import type { Run } from './run';

/** Everything that must be the same for a run to give the same numbers, as far as it can be written down. */
export async function runIdentity(
  { method, setup, memoryBudget }: Run,
  plan: Plan,
  labels: readonly number[],
): Promise<Checkpoint['run']> {
  const { optimizer, epochs, batchSize, learningRates, augment, seed } = plan;
  const shapes = learnedShapes(method, architectureOf(setup));
  return {
    model: await modelFingerprint(setup.clip),
    method: method.recipe ?? null,
    parameters: Object.fromEntries(Object.entries(shapes).map(([path, shape]) => [path, [...shape]])),
    classNames: [...setup.classNames],
    labels: [...labels],
    optimizer: { ...optimizer.settings },
    epochs,
    batchSize,
    learningRates: [...learningRates],
    augment: augment && { ...augment },
    seed,
    // Backends round differently, and so do sums over other chunks. Checkpointing computes the same numbers again: a run
    // that ran out of memory may go on with it.
    backend: tf.getBackend(),
    memoryBudget,
  };
}
