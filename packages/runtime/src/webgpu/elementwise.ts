import * as tf from '@tensorflow/tfjs';
import type { Program, WebgpuBackend } from './webgpuBackend';

/** One number after another: `code` gives `value` at `index` of equally large tensors, read as arrays by their names. */
export function elementwise(
  backend: WebgpuBackend,
  key: string,
  inputs: Readonly<Record<string, tf.TensorInfo>>,
  code: string,
): tf.TensorInfo {
  const [first] = Object.values(inputs) as [tf.TensorInfo];
  const size = tf.util.sizeFromShape(first.shape);
  const program: Program = {
    shaderKey: `dsra.${key}`,
    outputShape: first.shape,
    variableNames: Object.keys(inputs),
    size: true,
    workgroupSize: [64, 1, 1],
    dispatchLayout: { x: first.shape.map((_, i) => i) },
    dispatch: [Math.ceil(size / 64), 1, 1],
    getUserCode: () => `
      fn main(index : i32) {
        if (index < uniforms.size) {
          ${code}
          result[index] = value;
        }
      }`,
  };
  return backend.runWebGPUProgram(program, Object.values(inputs), 'float32');
}
