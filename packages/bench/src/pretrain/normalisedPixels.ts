import { preprocessing } from './architecture';

/** Bytes of pictures that already have the model's size → normalised pixels. */
export function normalisedPixels(bytes: Uint8Array): Float32Array {
  const { mean, std } = preprocessing;
  const values = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) values[i] = (bytes[i]! / 255 - mean[i % 3]!) / std[i % 3]!;
  return values;
}
