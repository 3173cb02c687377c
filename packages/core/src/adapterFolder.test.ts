import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import { adapterConfig, libraryVersion } from './adapterConfig';
import { decodeAdapter, encodeAdapter } from './adapterFolder';
import { dualShared } from './dualShared';
import { mersenneTwister } from './mersenneTwister';
import { leaves } from './params';
import { encodeSafetensors } from './safetensors/write';

const family = dualShared({ rank: 2 }, { text: { width: 4, layers: 2 }, vision: { width: 6, layers: 2 } });
const params = family.init(mersenneTwister(1));
const config = adapterConfig({
  method: { dsra: { rank: 2 } },
  baseModel: { name: 'tiny', fingerprint: 'abc' },
  classNames: ['cat', 'dog'],
  training: { epochs: 2 },
});
const files = await encodeAdapter({ config, params });
const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const withConfig = (change: object): Record<string, Uint8Array> => ({
  ...files,
  'adapter_config.json': json({ ...config, ...change }),
});
const withWeights = (tensors: Record<string, number[]>): Record<string, Uint8Array> => ({
  ...files,
  'adapter_model.safetensors': encodeSafetensors(
    Object.fromEntries(
      Object.entries(tensors).map(([name, data]) => [name, { dtype: 'F32', shape: [data.length], data }]),
    ),
  ),
});

test('what is saved is loaded, with only what was learned', () => {
  expect(Object.keys(files)).toEqual(['adapter_config.json', 'adapter_model.safetensors']);
  const loaded = decodeAdapter(files, family.shapes());
  expect(loaded.config).toEqual(config);
  expect(loaded.unknownKeys).toEqual([]);
  const before = new Map(leaves(params).map(([path, tensor]) => [path, tensor.dataSync()]));
  const after = new Map(leaves(loaded.params).map(([path, tensor]) => [path, tensor.dataSync()]));
  expect(after).toEqual(before);
});

test('keys that this version does not know are reported, and written again', async () => {
  const foreign = { note: 'mine', baseModel: { ...config.baseModel, url: 'x' } };
  const loaded = decodeAdapter(withConfig(foreign));
  expect(loaded.unknownKeys).toEqual(['note', 'baseModel.url']);
  const again = decodeAdapter(await encodeAdapter(loaded));
  expect(again.config).toEqual({ ...config, ...foreign });
});

test('all tensors that are missing, mis-shaped or too many are told at once', () => {
  const fewer = Object.entries(family.shapes()).filter(([path]) => path !== 'coefficients.0');
  const expected = { ...Object.fromEntries(fewer), 'coefficients.1': [3], 'coefficients.2': [2] };
  expect(() => decodeAdapter(files, expected, 'here')).toThrow(
    'adapter_model.safetensors of here does not fit: coefficients.1 is [2], expected [3]; ' +
      'coefficients.2 is missing; coefficients.0 is not expected',
  );
});

test.each<[string, Record<string, Uint8Array>]>([
  [
    'adapter_config.json of here is missing',
    { 'adapter_model.safetensors': files['adapter_model.safetensors']! },
  ],
  ['adapter_model.safetensors of here is missing', { 'adapter_config.json': files['adapter_config.json']! }],
  ['adapter_config.json of here is not JSON', { ...files, 'adapter_config.json': new Uint8Array(3) }],
  ['adapter_config.json of here is no JSON object', { ...files, 'adapter_config.json': json([]) }],
  [
    'describes a PEFT LORA adapter: expected "format": "dsra"',
    { ...files, 'adapter_config.json': json({ peft_type: 'LORA' }) },
  ],
  ['describes something else', withConfig({ format: 'other' })],
  [`has version 2; this library, ${libraryVersion}, reads up to 1: update it`, withConfig({ version: 2 })],
  ['version must be a whole number from 1, got "1"', withConfig({ version: '1' })],
  [
    'is damaged: libraryVersion must be a text; method is missing; baseModel.name must be a text; ' +
      'baseModel.fingerprint must be a text; classNames must be a list of texts',
    { ...files, 'adapter_config.json': json({ format: 'dsra', version: 1, classNames: [1] }) },
  ],
  [
    'adapter_model.safetensors of here has 3 bytes',
    { ...files, 'adapter_model.safetensors': new Uint8Array(3) },
  ],
  [
    'adapter_model.safetensors of here holds numbers that are not finite: b, c',
    withWeights({ a: [1], b: [NaN], c: [1, -Infinity] }),
  ],
  ['"a.b" lies below another parameter', withWeights({ a: [1], 'a.b': [2] })],
])('refused: %s', (line, damaged) => {
  const before = tf.memory().numTensors;
  expect(() => decodeAdapter(damaged, undefined, 'here')).toThrow(line);
  expect(tf.memory().numTensors).toBe(before);
});

test('a parameter that is not finite is not saved', async () => {
  await expect(
    encodeAdapter({ config, params: { a: { b: tf.scalar(NaN) }, c: tf.scalar(1) } }),
  ).rejects.toThrow('the adapter holds numbers that are not finite: a.b');
});

test('the version is that of the package', () => {
  const about = JSON.parse(readFileSync('packages/core/package.json', 'utf8')) as { version: string };
  expect(libraryVersion).toBe(about.version);
});
