import * as tf from '@tensorflow/tfjs';

/** Calls a kernel with its inputs and attributes by name; gives its outputs in order. */
export type FusedKernel = (
  inputs: Readonly<Record<string, tf.Tensor>>,
  attributes?: Readonly<Record<string, number | boolean>>,
) => tf.Tensor[];

/**
 * A kernel that computes a whole formula at once, where the backend that runs now has one of that name: `@dsra/runtime`
 * brings them for `wasm` and `webgpu`. undefined where the formula has to be composed of TensorFlow.js operations. Has no gradient of its
 * own: call it within `withGradients`.
 */
export function fusedKernel(name: string): FusedKernel | undefined {
  const kernel = tf.getKernel(name, tf.getBackend()) as tf.KernelConfig | undefined;
  if (!kernel) return undefined;
  return (inputs, attributes = {}) => {
    const outputs = tf.engine().runKernel(name, inputs, attributes);
    return Array.isArray(outputs) ? outputs : [outputs];
  };
}
