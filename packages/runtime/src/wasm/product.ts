import * as tf from '@tensorflow/tfjs';

/** A batched matrix product, worked out from the shapes of its operands. */
export interface Product {
  readonly outShape: number[];
  /** Per product: `[rows, inner] · [inner, columns]`. */
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** Which matrix of a and of b each product of the batch reads. */
  readonly batchesOfA: readonly number[];
  readonly batchesOfB: readonly number[];
}

/** For every entry of the broadcast batch, the index of the operand's matrix. */
function broadcastIndices(from: readonly number[], to: readonly number[]): number[] {
  const pad = to.length - from.length;
  let indices = [0];
  to.forEach((size, axis) => {
    const own = axis < pad ? 1 : from[axis - pad]!;
    indices = indices.flatMap((index) =>
      Array.from({ length: size }, (_, i) => index * own + (own === 1 ? 0 : i)),
    );
  });
  return indices;
}

/** With one right matrix for all, the left ones are simply more rows of one product. */
function mergeBatch(product: Product): Product {
  const batch = product.batchesOfA.length;
  const shared = !product.transposeA && product.batchesOfB.every((index) => index === 0);
  const whole = product.batchesOfA.every((index, i) => index === i);
  if (batch < 2 || !shared || !whole) return product;
  return { ...product, rows: batch * product.rows, batchesOfA: [0], batchesOfB: [0] };
}

/** Throws what TensorFlow.js throws when the shapes do not fit. */
export function planProduct(
  aShape: readonly number[],
  bShape: readonly number[],
  transposeA: boolean,
  transposeB: boolean,
): Product {
  const [rows, inner] = transposed(aShape.slice(-2), transposeA);
  const [innerB, columns] = transposed(bShape.slice(-2), transposeB);
  tf.util.assert(
    inner === innerB,
    () =>
      `Error in matMul: inner shapes (${inner}) and (${innerB}) of Tensors with shapes ${aShape} and ${bShape} ` +
      `and transposeA=${transposeA} and transposeB=${transposeB} must match.`,
  );
  const aBatch = aShape.slice(0, -2);
  const bBatch = bShape.slice(0, -2);
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(aBatch, bBatch);
  return mergeBatch({
    outShape: [...batch, rows, columns],
    rows,
    inner,
    columns,
    transposeA,
    transposeB,
    batchesOfA: broadcastIndices(aBatch, batch),
    batchesOfB: broadcastIndices(bBatch, batch),
  });
}

function transposed(shape: readonly number[], swap: boolean): [number, number] {
  return swap ? [shape[1]!, shape[0]!] : [shape[0]!, shape[1]!];
}
