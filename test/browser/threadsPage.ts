/** The page's only script: a product that is worth several threads, on one and on two. */
import { useBackend } from '@dsra/runtime';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

setWasmPaths('/wasm/');

export interface Multiplied {
  readonly threads: number | undefined;
  readonly values: number[];
}

/** On so many threads where the page may have them. */
export async function multiplied(wanted: number): Promise<Multiplied> {
  const { threads } = await useBackend('wasm', { threads: wanted });
  const product = tf.tidy(() => {
    const numbers = (rows: number, columns: number) =>
      tf.reshape(tf.sin(tf.range(0, rows * columns, 1, 'float32')), [rows, columns]);
    return tf.matMul(numbers(200, 300), numbers(300, 100));
  });
  const values = [...(await product.data())];
  product.dispose();
  return { threads, values };
}
