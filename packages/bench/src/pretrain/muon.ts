import * as tf from '@tensorflow/tfjs';
import { type Rule, zeros } from './optimizer';

const MOMENTUM = 0.95;

/** Against AdamW's rate: every direction of a matrix moves by the same length, so lengths are larger. */
const RATE_FACTOR = 10;

/**
 * Muon (Jordan 2024) for the kernels of linear maps: the momentum, made orthogonal, is the step. On these small
 * towers it needs about half of AdamW's steps. A q·k·v kernel `[width, 3·width]` counts as three.
 */
export const muon: Rule = {
  moments: (variable) => [zeros(variable)],
  update: (variable, [momentum], { gradient, rate }) => {
    momentum!.assign(tf.add(tf.mul(momentum!, MOMENTUM), gradient));
    const ahead = tf.add<tf.Tensor2D>(gradient, tf.mul(momentum!, MOMENTUM));
    const [rows, columns] = variable.shape as [number, number];
    const fused = columns === 3 * rows;
    const direction = fused
      ? tf.concat(tf.split<tf.Tensor2D>(ahead, 3, 1).map(orthogonalised), 1)
      : tf.mul(orthogonalised(ahead), Math.sqrt(Math.max(1, columns / rows)));
    variable.assign(tf.sub(variable, tf.mul(direction, rate * RATE_FACTOR)));
  },
};

/** Singular values to about one, by five Newton–Schulz steps. */
function orthogonalised(matrix: tf.Tensor2D): tf.Tensor2D {
  const tall = matrix.shape[0] > matrix.shape[1];
  const wide = tall ? tf.transpose(matrix) : matrix;
  let x = tf.div<tf.Tensor2D>(wide, tf.add(tf.norm(wide), 1e-7));
  for (let i = 0; i < 5; i++) {
    const square = tf.matMul<tf.Tensor2D>(x, x, false, true);
    const inner = tf.add<tf.Tensor2D>(tf.mul(square, -4.775), tf.mul(tf.matMul(square, square), 2.0315));
    x = tf.add(tf.mul(x, 3.4445), tf.matMul(inner, x));
  }
  return tall ? tf.transpose(x) : x;
}
