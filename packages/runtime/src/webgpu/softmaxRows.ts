import type * as tf from '@tensorflow/tfjs';
import { eachColumn, rowwise } from './rowwise';
import { float, integer, type WebgpuBackend } from './webgpuBackend';

/** What a score is before the softmax, at `i`; scores that are not seen are very small. */
const seen = {
  all: 'scores[i]',
  /** Row r of each square sees its first r + 1 columns. */
  causal: 'select(-3.0e38, scores[i], column <= row % columns)',
  /** The last columns have a mask added; its rows are those of one stack of scores, again and again. */
  masked: `scores[i] + select(0.0,
    mask[(row % uniforms.stack) * uniforms.masked + max(column - (columns - uniforms.masked), 0)],
    column >= columns - uniforms.masked)`,
} as const;

/** Row by row of `[…, columns]`. */
export function softmaxRows(
  backend: WebgpuBackend,
  scores: tf.TensorInfo,
  which: 'all' | 'causal' | { readonly mask: tf.TensorInfo },
): tf.TensorInfo {
  const columns = scores.shape.at(-1)!;
  const kind = typeof which === 'string' ? which : 'masked';
  const score = seen[kind];
  const code = `
    var own = -3.0e38;
    ${eachColumn(`own = max(own, ${score});`)}
    let peak = highest(tid, own);
    var sum = 0.0;
    ${eachColumn(`sum += exp(${score} - peak);`)}
    let share = 1.0 / total(tid, sum);
    ${eachColumn(`result[i] = exp(${score} - peak) * share;`)}`;
  const size = { shape: scores.shape, columns };
  if (typeof which === 'string') return rowwise(backend, `softmax.${kind}`, { scores }, size, code);
  const [blocks, length] = which.mask.shape as [number, number];
  const uniforms = { stack: integer(blocks * length), masked: integer(length) };
  return rowwise(backend, 'softmax.masked', { scores, mask: which.mask }, size, code, uniforms);
}

/** The gradient of scores that were multiplied by `scale`, from that of the probabilities. */
export function softmaxGradientRows(
  backend: WebgpuBackend,
  p: tf.TensorInfo,
  dp: tf.TensorInfo,
  scale: number,
): tf.TensorInfo {
  const code = `
    var own = 0.0;
    ${eachColumn('own += p[i] * dp[i];')}
    let sum = total(tid, own);
    ${eachColumn('result[i] = uniforms.scale * p[i] * (dp[i] - sum);')}`;
  const size = { shape: p.shape, columns: p.shape.at(-1)! };
  return rowwise(backend, 'softmaxGrad', { p, dp }, size, code, { scale: float(scale) });
}
