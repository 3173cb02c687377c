import { DsraError, leaves } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import { type Batch, lossGradients } from './lossGradients';
import { lossNames } from './objective';
import type { Run } from './run';
import type { TrainingState } from './step';

/** The losses by name. */
export function namedLosses(run: Run, report: Float32Array): Record<string, number> {
  const names = [...lossNames(run), ...(run.method.rule ? ['rule'] : [])];
  return Object.fromEntries(names.map((name, i) => [name, report[i]!]));
}

export const isHealthy = (report: Float32Array): boolean => report.every(Number.isFinite);

/**
 * What to say about a step whose report is not finite: which term, which leaves. Repeats the step's gradients to find
 * the leaves: this happens once, at the end of a run.
 */
export async function sickness(
  run: Run,
  before: TrainingState,
  batch: Batch,
  report: Float32Array,
  where: string,
): Promise<DsraError> {
  const bad = Object.entries(namedLosses(run, report)).filter(([, loss]) => !Number.isFinite(loss));
  const terms = bad.map(([name, loss]) => `term ${name} is ${loss}`);
  const names = await sickLeaves(run, before, batch);
  const what = terms.length > 0 ? terms.join(', ') : 'the losses are finite but the step is not';
  const shown = names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');
  return new DsraError(
    'notFinite',
    `${what} at ${where}${names.length > 0 ? `, leaf ${shown}` : ''}: train again with a lower learning rate`,
  );
}

/** Leaves with a gradient that is not finite. */
async function sickLeaves(run: Run, { params }: TrainingState, batch: Batch): Promise<string[]> {
  const sizes = tf.tidy(() =>
    tf.stack(lossGradients(run, params, batch).gradients.map((gradient) => tf.sum(tf.abs(gradient)))),
  );
  const values = await sizes.data();
  sizes.dispose();
  return leaves(params).flatMap(([path], i) => (Number.isFinite(values[i]) ? [] : [path]));
}
