import * as tf from '@tensorflow/tfjs';

export interface MatMulSpeed {
  /** Billions of floating-point operations a second. */
  readonly gflops: number;
}

/** Several products before one read: reading from a GPU costs more than a small product. */
const PRODUCTS = 3;
const PATIENCE_MS = 1500;

async function timeProducts(a: tf.Tensor2D, b: tf.Tensor2D): Promise<number> {
  const start = performance.now();
  const products = Array.from({ length: PRODUCTS }, () => tf.matMul(a, b));
  const corner = tf.slice(products.at(-1)!, [0, 0], [1, 1]);
  await corner.data();
  const elapsed = performance.now() - start;
  tf.dispose([products, corner]);
  return elapsed;
}

/**
 * Speed of the current backend's product of two square matrices of `size`: the best of `repeats` runs, fewer on a
 * backend so slow that they would take seconds.
 */
export async function measureMatMul({ size = 512, repeats = 5 } = {}): Promise<MatMulSpeed> {
  const a = tf.fill<tf.Rank.R2>([size, size], 0.5);
  const b = tf.fill<tf.Rank.R2>([size, size], 0.5);
  let best = Infinity;
  let spent = await timeProducts(a, b);
  for (let run = 0; run < repeats && (run === 0 || spent < PATIENCE_MS); run++) {
    const elapsed = await timeProducts(a, b);
    best = Math.min(best, elapsed);
    spent += elapsed;
  }
  tf.dispose([a, b]);
  return { gflops: (PRODUCTS * 2 * size ** 3) / best / 1e6 };
}
