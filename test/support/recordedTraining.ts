import { type Clip } from '@dsra/clip';
import { fromLeaves, leaves, type Params } from '@dsra/core';
import { type Optimizer, sgd } from '@dsra/prompts';
import * as tf from '@tensorflow/tfjs';
import { prepareSetup } from '../../packages/prompts/src/setup';
import type { Run } from '../../packages/prompts/src/training/run';
import { asTensor, type Comparison } from './comparison';
import type { Recorded } from './golden';
import { isTransposed, methodOf, pathOf, type RecordedRun } from './recordedRuns';
import { recordingGradient } from './recordingGradient';

/** A recorded run on the tiny Clip. */
export const runOf = (json: RecordedRun, clip: Clip, memoryBudget: number): Run => {
  const method = methodOf(json)!;
  return {
    method,
    setup: prepareSetup(method, { clip, classNames: json.classnames }, { forTraining: true }),
    memoryBudget,
  };
};

/** Recorded parameters as a tree, in the method's order; the caller owns them. */
export function recordedParams(
  json: RecordedRun,
  tensors: ReadonlyMap<string, Recorded>,
  prefix: string,
  order: readonly string[],
): Params {
  const byPath = new Map(Object.keys(json.trainable).map((name) => [pathOf(json, name), name] as const));
  return fromLeaves(
    order.map((path) => {
      const name = byPath.get(path);
      if (name === undefined) throw new Error(`${path} is not recorded for ${json.method}`);
      return [path, asTensor(tensors.get(`${prefix}/${name}`)!, isTransposed(name))] as const;
    }),
  );
}

/** Compares a tree (parameters, gradients) with what is recorded under a prefix. */
export function compareTree(
  check: Comparison,
  json: RecordedRun,
  prefix: string,
  tree: readonly (readonly [string, tf.Tensor])[],
  within: number,
): void {
  const byPath = new Map(tree);
  for (const name of Object.keys(json.trainable)) {
    const tensor = byPath.get(pathOf(json, name)!)!;
    check.expect(`${prefix}/${name}`, isTransposed(name) ? tf.transpose(tensor) : tensor, within);
  }
}

export const optimizerOf = ({ optimizer }: RecordedRun): Optimizer =>
  recordingGradient(sgd({ momentum: optimizer.momentum, weightDecay: optimizer.weight_decay }));

/** Paths and tensors of a tree whose values stand in one vector. */
export const withPaths = (params: Params, values: readonly tf.Tensor[]) =>
  leaves(params).map(([path], i) => [path, values[i]!] as const);
