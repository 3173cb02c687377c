import { type Clip, fingerprint } from '@dsra/clip';
import * as tf from '@tensorflow/tfjs';

/** How many numbers of each sampled tensor are looked at. */
const SAMPLE = 256;

/**
 * What tells a CLIP from others: its architecture, and a checksum over samples of its weights.
 * Folded-in adapters change it, another name or file format does not.
 */
export async function modelFingerprint({ config, weights }: Clip): Promise<string> {
  const sample = tf.tidy(() => {
    const lastText = weights.text.blocks.at(-1)!;
    const lastVision = weights.vision.blocks.at(-1)!;
    const sampled = [
      weights.logitScale,
      weights.text.positionEmbedding,
      weights.text.projection,
      lastText.queryKeyValue.kernel,
      lastText.feedForwardIn.kernel,
      weights.vision.patchEmbedding,
      weights.vision.projection,
      lastVision.queryKeyValue.kernel,
      lastVision.feedForwardIn.kernel,
    ];
    return tf.concat(sampled.map((it) => tf.slice(tf.reshape(it, [-1]), 0, Math.min(SAMPLE, it.size))));
  });
  const values = (await sample.data()) as Float32Array;
  sample.dispose();
  return `${fingerprint(config)}, weights ${fnv1a(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))}`;
}

/** The 32-bit FNV-1a checksum, in hexadecimal. */
function fnv1a(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
