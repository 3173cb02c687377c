import * as tf from '@tensorflow/tfjs';
import { parseAdapterConfig, type AdapterConfig } from './adapterConfig';
import { treeDifferences, type Shapes } from './differences';
import { DsraError } from './errors';
import { fromLeaves, leaves, type Params } from './params';
import type { StoredTensor } from './safetensors/dtypes';
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
      const data = (await tensor.data()) as Float32Array;
      return [path, { dtype: 'F32', shape: tensor.shape, data }] as const;
    }),
  );
  refuseNonFinite(
    stored.map(([path, { data }]) => [path, data]),
    'the adapter',
  );
  return {
    [adapterFiles.config]: new TextEncoder().encode(`${JSON.stringify(config, null, 2)}\n`),
    [adapterFiles.weights]: encodeSafetensors(Object.fromEntries(stored), { format: 'dsra' }),
  };
}

/**
 * An adapter from its files; the caller disposes of the parameters.
 *
 * @param expected the shapes that the adapter must have; without it, any are taken
 * @returns `unknownKeys`: what the configuration says and this version does not know; kept when it is written again
 * @throws DsraError `missing` file, `badFile`, `notFinite`, or `mismatch` with every tensor that is missing, extra or mis-shaped
 */
export function decodeAdapter(
  files: Readonly<Record<string, Uint8Array>>,
  expected?: Shapes,
): SavedAdapter & { readonly unknownKeys: string[] } {
  const missing = Object.values(adapterFiles).filter((name) => !files[name]);
  if (missing.length > 0)
    throw new DsraError('missing', `this is no adapter: ${missing.join(' and ')} missing`);
  const { config, unknownKeys } = parseAdapterConfig(
    parseJson(files[adapterFiles.config]!),
    adapterFiles.config,
  );
  const { tensors } = decodeSafetensors(files[adapterFiles.weights]!, adapterFiles.weights);
  if (expected) refuseDifferent(tensors, expected);
  const values = [...tensors].map(([path, stored]) => [path, toFloat32(stored)] as const);
  refuseNonFinite(values, adapterFiles.weights);
  const params = fromLeaves(
    values.map(([path, data]) => [path, tf.tensor(data, [...tensors.get(path)!.shape])] as const),
  );
  return { config, params, unknownKeys };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new DsraError('badFile', `${adapterFiles.config} is not JSON`, { cause });
  }
}

function refuseDifferent(tensors: ReadonlyMap<string, StoredTensor>, expected: Shapes): void {
  const found = Object.fromEntries([...tensors].map(([path, { shape }]) => [path, shape]));
  const differences = treeDifferences(found, expected);
  if (differences.length > 0) {
    throw new DsraError('mismatch', `${adapterFiles.weights} does not fit: ${differences.join('; ')}`);
  }
}

function refuseNonFinite(values: readonly (readonly [string, Float32Array])[], where: string): void {
  const bad = values.filter(([, data]) => !data.every(Number.isFinite)).map(([path]) => path);
  if (bad.length > 0)
    throw new DsraError('notFinite', `${where} holds numbers that are not finite: ${bad.join(', ')}`);
}
