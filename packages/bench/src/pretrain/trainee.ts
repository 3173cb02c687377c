import { type ClipWeights, mapWeights, weightTensors } from '@dsra/clip';
import { mersenneTwister } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import { adamW } from './adamW';
import { muon } from './muon';
import { optimizer } from './optimizer';
import { architecture } from './architecture';
import { initialWeights } from './initialWeights';
import type { Trainee } from './trainStep';

/** An untrained model for a vocabulary, with an optimiser of its own. */
export function newTrainee(
  vocabularySize: number,
  encode: (text: string) => number[],
  seed: number,
): Trainee {
  const config = architecture(vocabularySize);
  const initial = initialWeights(config, mersenneTwister([seed, 1]));
  const variables: tf.Variable[] = [];
  const weights = mapWeights(initial, (tensor) => {
    const variable = tf.variable(tensor);
    variables.push(variable);
    return variable;
  });
  for (const tensor of weightTensors(initial)) tensor.dispose();
  const kernels = new Set(linearKernels(weights));
  const rules = optimizer(variables, (variable) => (kernels.has(variable) ? muon : adamW));
  const logitScale = variables.find((variable) => variable === weights.logitScale)!;
  return { config, weights, variables, logitScale, optimizer: rules, encode };
}

const linearKernels = ({ text, vision }: ClipWeights): tf.Tensor[] =>
  [...text.blocks, ...vision.blocks].flatMap((block) =>
    [block.queryKeyValue, block.attentionOut, block.feedForwardIn, block.feedForwardOut].map(
      ({ kernel }) => kernel,
    ),
  );
