import { type Linear, type LinearMap, runLinear } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import { frozenLayerNorm, type LayerNorm, trainableLayerNorm } from './layerNorm';
import { frozenLookup, type Lookup, trainableLookup } from './lookup';
import { withGradient } from './withGradient';

/** The three operations that read weights. Whether these get gradients decides how they are written. */
export interface Arithmetic {
  readonly linear: (linear: Linear) => LinearMap;
  readonly layerNorm: LayerNorm;
  readonly lookup: Lookup;
}

/** One fused kernel forward, one product backward, nothing saved. */
const frozenLinear =
  ({ kernel, bias }: Linear): LinearMap =>
  (x) =>
    withGradient<tf.Tensor2D, tf.Tensor2D>(
      x,
      (input) => ({ value: tf.fused.matMul({ a: input, b: kernel, bias }) as tf.Tensor2D }),
      (dy) => tf.matMul(dy, kernel, false, true),
    );

/** CLIP as a host: its weights are constants, gradients only pass through. */
export const frozen: Arithmetic = { linear: frozenLinear, layerNorm: frozenLayerNorm, lookup: frozenLookup };

/** CLIP in pre-training: every weight gets a gradient. */
export const trainable: Arithmetic = {
  linear: runLinear,
  layerNorm: trainableLayerNorm,
  lookup: trainableLookup,
};
