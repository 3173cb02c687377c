import type { Tensor } from '@tensorflow/tfjs';
import type { Initializer } from './onnxModel';

/** A tensor's values as an initializer. */
export const initializerOf = (name: string, tensor: Tensor): Initializer => ({
  name,
  shape: tensor.shape,
  data: valuesOf(tensor),
});

export const valuesOf = (tensor: Tensor): Float32Array => tensor.dataSync<'float32'>();

/** Some columns of a matrix `[rows, columns]` or of a vector, as `[rows, to − from]`. */
export function columns(tensor: Tensor, from: number, to: number): Float32Array {
  const width = tensor.shape.at(-1)!;
  const all = valuesOf(tensor);
  const out = new Float32Array((all.length / width) * (to - from));
  for (let row = 0; row < all.length / width; row++) {
    out.set(all.subarray(row * width + from, row * width + to), row * (to - from));
  }
  return out;
}

/** A patch embedding `[row·column·channel, width]` as a convolution's kernel `[width, channel, row, column]`. */
export function convolutionKernel(patchEmbedding: Tensor, patchSize: number): Initializer {
  const width = patchEmbedding.shape[1]!;
  const values = valuesOf(patchEmbedding);
  const area = patchSize ** 2;
  const data = new Float32Array(values.length);
  for (let pixel = 0; pixel < area; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const from = (pixel * 3 + channel) * width;
      for (let out = 0; out < width; out++) data[(out * 3 + channel) * area + pixel] = values[from + out]!;
    }
  }
  return { name: 'patches', shape: [width, 3, patchSize, patchSize], data };
}

/** A vector once for each picture, `[batch, 1, width]`. */
export function perPicture(name: string, vector: Tensor, batch: number): Initializer {
  const values = valuesOf(vector);
  const data = new Float32Array(batch * values.length);
  for (let image = 0; image < batch; image++) data.set(values, image * values.length);
  return { name, shape: [batch, 1, values.length], data };
}
