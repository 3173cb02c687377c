import * as tf from '@tensorflow/tfjs';
import { parseAdapterConfig, type AdapterConfig } from './adapterConfig';
import { treeDifferences, type Shapes } from './differences';
import { DsraError } from './errors';
import { fromLeaves, leaves, type Params } from './params';
import { decodeSafetensors } from './safetensors/read';
import { toFloat32 } from './safetensors/toFloat32';
import { encodeSafetensors } from './safetensors/write';

/** The two files of an adapter folder. */
export const adapterFiles = { config: 'adapter_config.json', weights: 'adapter_model.safetensors' } as const;

/** What was learned, and what is needed to use it again. */
export interface SavedAdapter {
  readonly config: AdapterConfig;
  readonly params: Params;
}

/**
 * The files of an adapter folder by name; only what was learned, as float32.
 * @throws DsraError `notFinite` with the list of leaves that hold NaN or an infinity
 */
export async function encodeAdapter({ config, params }: SavedAdapter): Promise<Record<string, Uint8Array>> {
  const stored = await Promise.all(
    leaves(params).map(async ([path, tensor]) => {
      const data = Float32Array.from(await tensor.data());
      return { path, dtype: 'F32', shape: tensor.shape, data } as const;
    }),
  );
  refuseNonFinite(stored, 'the adapter');
  const tensors = Object.fromEntries(stored.map(({ path, ...tensor }) => [path, tensor]));
  return {
    [adapterFiles.config]: new TextEncoder().encode(`${JSON.stringify(config, null, 2)}\n`),
    [adapterFiles.weights]: encodeSafetensors(tensors, { format: 'dsra' }),
  };
}

/**
 * An adapter from its files; the caller disposes of the parameters.
 *
 * @param expected the shapes that the adapter must have; without it, any are taken
 * @param folder where the files come from, for messages
 * @returns `unknownKeys`: what the configuration says and this version does not know; kept when it is written again
 * @throws DsraError `missing` file, `badFile`, `notFinite`, or `mismatch` with every tensor that is missing, extra or mis-shaped
 */
export function decodeAdapter(
  files: Readonly<Record<string, Uint8Array>>,
  expected?: Shapes,
  folder = 'the adapter',
): SavedAdapter & { readonly unknownKeys: string[] } {
  const names = {
    config: `${adapterFiles.config} of ${folder}`,
    weights: `${adapterFiles.weights} of ${folder}`,
  };
  const [json, weights] = [files[adapterFiles.config], files[adapterFiles.weights]];
  if (!json) throw new DsraError('missing', `${names.config} is missing`);
  if (!weights) throw new DsraError('missing', `${names.weights} is missing`);
  const { config, unknownKeys } = parseAdapterConfig(parseJson(json, names.config), names.config);
  return { config, params: decodeWeights(weights, expected, names.weights), unknownKeys };
}

function parseJson(bytes: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new DsraError('badFile', `${name} is not JSON`, { cause });
  }
}

function decodeWeights(bytes: Uint8Array, expected: Shapes | undefined, name: string): Params {
  const { tensors } = decodeSafetensors(bytes, name);
  const stored = [...tensors].map(([path, tensor]) => ({
    path,
    shape: [...tensor.shape],
    data: toFloat32(tensor),
  }));
  if (expected) {
    const found = Object.fromEntries(stored.map(({ path, shape }) => [path, shape]));
    const differences = treeDifferences(found, expected);
    if (differences.length > 0) {
      throw new DsraError('mismatch', `${name} does not fit: ${differences.join('; ')}`);
    }
  }
  refuseNonFinite(stored, name);
  // The tidy disposes of what was made when a path turns out to be none.
  return tf.tidy(() =>
    fromLeaves(stored.map(({ path, shape, data }) => [path, tf.tensor(data, shape)] as const)),
  );
}

function refuseNonFinite(stored: readonly { path: string; data: Float32Array }[], where: string): void {
  const bad = stored.filter(({ data }) => !data.every(Number.isFinite)).map(({ path }) => path);
  if (bad.length > 0) {
    throw new DsraError('notFinite', `${where} holds numbers that are not finite: ${bad.join(', ')}`);
  }
}
