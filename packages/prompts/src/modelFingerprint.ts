import { type Clip, fingerprint, weightTensors } from '@dsra/clip';
import * as tf from '@tensorflow/tfjs';

/** How many numbers of each tensor are looked at, at most. */
const SAMPLE = 64;

/**
 * What tells a CLIP from others: its architecture, and a checksum over samples of all its weights.
 * Adapters folded in at any block change it, another name or file format does not.
 */
export async function modelFingerprint({ config, weights }: Clip): Promise<string> {
  const sample = tf.tidy(() => tf.concat(weightTensors(weights).map(sampled)));
  const values = (await sample.data()) as Float32Array;
  sample.dispose();
  return `${fingerprint(config)}, weights ${fnv1a(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))}`;
}

/** Numbers from all over a tensor; the stride is odd, so that they are not all of one column. */
function sampled(tensor: tf.Tensor): tf.Tensor1D {
  const stride = Math.ceil(tensor.size / SAMPLE) | 1;
  return tf.stridedSlice(tensor.flatten(), [0], [tensor.size], [stride]).as1D();
}

/** The 32-bit FNV-1a checksum, in hexadecimal. */
function fnv1a(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
