/** Weights from a checkpoint, tensor by tensor: beside the weights themselves, only one stored tensor is in memory. */
import { DsraError, toFloat32 } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import type { ClipWeights } from '../weights';
import { place, shapeInMemory, sizeOf } from './arrange';
import { type ClipLayout, type Stored, isStored } from './layout';
import type { TensorSource } from './tensorSource';

/**
 * Reads all weights that a layout describes; `checkTensors` must have passed.
 * @param onTensor called after each weight with the number of values that it has
 * @returns weights that the caller disposes; if anything fails, what was read is disposed
 * @throws DsraError `badFile`: values that are not finite
 */
export async function loadWeights(
  layout: ClipLayout,
  source: TensorSource,
  file: string,
  onTensor?: (values: number) => void,
): Promise<ClipWeights> {
  const made: tf.Tensor[] = [];
  const load = async (node: object | undefined): Promise<unknown> => {
    if (node === undefined) return undefined;
    if (isStored(node)) {
      const tensor = tf.tensor(await readWeight(node, source, file), shapeInMemory(node), 'float32');
      made.push(tensor);
      onTensor?.(tensor.size);
      return tensor;
    }
    const children = Array.isArray(node) ? ([] as unknown[]) : {};
    for (const [key, child] of Object.entries(node as Record<string, object | undefined>)) {
      Object.assign(children, { [key]: await load(child) });
    }
    return children;
  };
  try {
    return (await load(layout)) as ClipWeights;
  } catch (error) {
    tf.dispose(made);
    throw error;
  }
}

async function readWeight(stored: Stored, source: TensorSource, file: string): Promise<Float32Array> {
  const { names, shape, order } = stored;
  const read = async (name: string): Promise<Float32Array> => {
    const values = toFloat32(await source.read(name));
    if (allFinite(values)) return values;
    throw new DsraError('badFile', `${file} is damaged: tensor "${name}" has a value that is not finite`);
  };
  if (names.length === 1 && order === 'same') return read(names[0]!);
  const whole = new Float32Array(names.length * sizeOf(shape));
  for (const [index, name] of names.entries()) place(stored, index, await read(name), whole);
  return whole;
}

/** x − x is 0 for finite numbers alone. */
function allFinite(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (values[i]! - values[i]! !== 0) return false;
  return true;
}
