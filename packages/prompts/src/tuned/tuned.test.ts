import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type AdapterAt, type Clip, mergeAdapters, type Site } from '@dsra/clip';
import { decodeSafetensors, type LinearAdapter, loraAdapter, toFloat32 } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { relativeError } from '../../../../test/support/golden';
import { randomClip } from '../../../../test/support/randomClip';
import {
  classNames,
  noisyExamples,
  noisyPicture,
  roomyClip,
  roomyConfig,
} from '../../../../test/support/smallTask';
import { combine } from '../combine';
import { fit } from '../fit';
import type { Method } from '../method';
import { dsra } from '../methods/dsra';
import { zeroShot } from '../methods/zeroShot';
import { modelFingerprint } from '../modelFingerprint';
import { exportPeft } from '../peft/exportPeft';
import { load } from './load';
import type { Tuned } from './tuned';

let clip: Clip;
let tuned: Tuned;
let atStart = 0;

// Seconds on a free machine.
jest.setTimeout(60_000);

beforeAll(async () => {
  await tf.setBackend('wasm');
});
beforeEach(async () => {
  atStart = tf.memory().numTensors;
  clip = roomyClip();
  tuned = await learned(dsra({ rank: 2 }));
});
afterEach(() => {
  tuned.dispose();
  clip.dispose();
  expect(tf.memory().numTensors).toBe(atStart);
});

const learned = (method: Method) =>
  fit(method, {
    clip,
    classNames,
    examples: noisyExamples(6),
    epochs: 2,
    batchSize: 3,
    learningRate: 0.05,
    seed: 2,
  });

const pixels = () =>
  tf.tensor4d(
    Float32Array.from({ length: 2 * 8 * 8 * 3 }, (_, i) => Math.cos(i)),
    [2, 8, 8, 3],
  );
const logits = (it: Tuned) => Float32Array.from(tf.tidy(() => it.logits(pixels()).dataSync()));

describe('predicting', () => {
  test('gives the label, its probability and all of them, most probable first', async () => {
    const { label, probability, probabilities } = await tuned.predict(noisyPicture(9, 1));
    expect(probabilities[0]).toEqual({ label, probability });
    const values = probabilities.map((it) => it.probability);
    expect(values).toEqual([...values].sort((a, b) => b - a));
    expect(values.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
  });

  test('of many pictures is the same as one by one', async () => {
    const pictures = Array.from({ length: 20 }, (_, i) => noisyPicture(i, i % 3));
    const together = await tuned.predict(pictures);
    expect(together).toHaveLength(20);
    const alone = await tuned.predict(pictures[18]!);
    expect(together[18]!.label).toBe(alone.label);
    expect(together[18]!.probability).toBeCloseTo(alone.probability, 5);
    expect(await tuned.predict([])).toEqual([]);
  });
});

describe('an adapter folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dsra-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('holds only what was learned, and how', async () => {
    await tuned.save(join(folder, 'mine'));
    expect((await readdir(join(folder, 'mine'))).sort()).toEqual([
      'adapter_config.json',
      'adapter_model.safetensors',
    ]);
    const config = JSON.parse(await readFile(join(folder, 'mine', 'adapter_config.json'), 'utf8')) as object;
    expect(config).toMatchObject({
      method: { method: 'dsra', options: { rank: 2 } },
      classNames,
      baseModel: { name: 'random' },
      training: {
        epochs: 2,
        batchSize: 3,
        learningRate: 0.05,
        seed: 2,
        examples: 6,
        augment: { leastArea: 0.08 },
        optimizer: { name: 'sgd' },
      },
    });
    const { tensors } = decodeSafetensors(await readFile(join(folder, 'mine', 'adapter_model.safetensors')));
    expect([...tensors.keys()].sort()).toEqual([
      'coefficients.0',
      'coefficients.1',
      'coefficients.2',
      'projection.text.attention',
      'projection.text.feedForward',
      'projection.vision.attention',
      'projection.vision.feedForward',
    ]);
    const loaded = await load(join(folder, 'mine'), { clip, classNames: ['owl', 'cat'] });
    expect(loaded.classNames).toEqual(['owl', 'cat']);
    expect(loaded.training).toEqual(tuned.training);
    loaded.dispose();
  });

  test('that is missing is refused', async () => {
    await expect(load(join(folder, 'nothing'), { clip })).rejects.toMatchObject({ code: 'missing' });
  });

  test.each<[string, (config: { training: object }) => object]>([
    ['version must be', (config) => ({ ...config, version: 'x' })],
    [
      'training.epochs cannot be read',
      (config) => ({ ...config, training: { ...config.training, epochs: 0.5 } }),
    ],
    ['this describes no method', (config) => ({ ...config, method: 7 })],
    ['dsra: rank must be', (config) => ({ ...config, method: { method: 'dsra', options: { rank: 0 } } })],
  ])('that is damaged is refused with its own name: %s', async (line, damage) => {
    await tuned.save(folder);
    const file = join(folder, 'adapter_config.json');
    const config = JSON.parse(await readFile(file, 'utf8')) as { training: object };
    await writeFile(file, JSON.stringify(damage(config)));
    await expect(load(folder, { clip })).rejects.toThrow(line);
    await expect(load(folder, { clip })).rejects.toThrow(`adapter_config.json of ${folder}`);
  });
});

describe('loading', () => {
  const refused = async (message: RegExp, other: Clip, options: object = {}) => {
    const files = await tuned.files();
    const before = tf.memory().numTensors;
    await expect(load(files, { clip: other, ...options })).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
    other.dispose();
  };

  test('on a model of another shape is refused, with everything that does not fit', () =>
    refused(
      /made for another model.*projection.text.attention is \[8, 2\], expected \[10, 2\]; projection.text.feedForward.*coefficients.2.*it was made for/,
      randomClip(1, {
        ...roomyConfig,
        text: { ...roomyConfig.text, width: 10, layers: 2 },
        vision: { ...roomyConfig.vision, layers: 2 },
      }),
    ));

  test('on other weights of the same shape is refused, unless they are allowed', async () => {
    await refused(/made for another model, random,.*weights [0-9a-f]{8}/, roomyClip(2));
    const other = roomyClip(2);
    const loaded = await load(await tuned.files(), { clip: other, allowOtherWeights: true });
    loaded.dispose();
    other.dispose();
  });

  test('on its own merged model is refused: it would be applied twice', async () => {
    await refused(/made for another model/, tuned.merge());
  });

  test('whatever is folded in anywhere makes another model', async () => {
    const before = tf.memory().numTensors;
    // One third of the attention's columns is the least that any method changes.
    const keysOf = (width: number) => {
      const factors = { A: tf.ones<tf.Rank.R2>([width, 1]), B: tf.ones<tf.Rank.R2>([1, width]) };
      return { factors, adapter: loraAdapter({ ...factors, columns: { start: width, size: width } }) };
    };
    const found = [await modelFingerprint(clip)];
    for (const tower of ['text', 'vision'] as const) {
      const { factors, adapter } = keysOf(clip.config[tower].width);
      for (let layer = 0; layer < clip.config[tower].layers; layer++) {
        const merged = mergeAdapters(clip, { [tower]: [{ layer, site: 'attentionIn', adapter }] });
        found.push(await modelFingerprint(merged));
        merged.dispose();
      }
      tf.dispose(factors);
    }
    expect(new Set(found).size).toBe(1 + clip.config.text.layers + clip.config.vision.layers);
    expect(tf.memory().numTensors).toBe(before);
  });

  const withConfig = async (change: (config: Record<string, object>) => object) => {
    const files = await tuned.files();
    const config = JSON.parse(new TextDecoder().decode(files['adapter_config.json'])) as Record<
      string,
      object
    >;
    return { ...files, 'adapter_config.json': new TextEncoder().encode(JSON.stringify(change(config))) };
  };

  test('what this version does not know is told, and written again', async () => {
    expect(tuned.unknownKeys).toEqual([]);
    const newer = (config: Record<string, object>) => ({
      ...config,
      note: ['mine'],
      baseModel: { ...config.baseModel, url: 'x' },
      training: { ...config.training, hours: 2 },
    });
    const loaded = await load(await withConfig(newer), { clip });
    const renamed = loaded.withClassNames(['ant', 'bee']);
    for (const it of [loaded, renamed]) {
      expect(it.unknownKeys).toEqual(['note', 'baseModel.url']);
      const { 'adapter_config.json': written } = await it.files();
      expect(JSON.parse(new TextDecoder().decode(written))).toMatchObject({
        note: ['mine'],
        baseModel: { name: 'random', url: 'x' },
        training: { epochs: 2, hours: 2 },
      });
      it.dispose();
    }
  });

  test('a training record that is none is refused, with every field', async () => {
    const files = await withConfig((config) => ({
      ...config,
      training: { ...config.training, epochs: 'x', seed: -1 },
    }));
    const before = tf.memory().numTensors;
    await expect(load(files, { clip })).rejects.toMatchObject({
      code: 'badFile',
      message: expect.stringContaining('is damaged: training.epochs, training.seed cannot be read'),
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a method of the caller’s own has to be given', async () => {
    const own: Method = { ...dsra({ rank: 2 }), recipe: undefined };
    const mine = await learned(own);
    const files = await mine.files();
    await expect(load(files, { clip })).rejects.toThrow('describes no method');
    const loaded = await load(files, { clip, method: own });
    expect([...logits(loaded)]).toEqual([...logits(mine)]);
    loaded.dispose();
    mine.dispose();
  });
});

test('other class names are refused where something was learned for each class', async () => {
  const perClass: Method = {
    parameters: {
      shapes: ({ classes }) => ({ bias: [classes] }),
      init: (_random, frame) => ({ bias: tf.zeros([frame.classNames.length]) }),
    },
    score: (params, _features, _setup, next) => tf.add(next(), params.bias as tf.Tensor),
  };
  const it = await learned(perClass);
  const message = 'something for each of its 3 classes';
  expect(() => it.withClassNames(['a', 'b', 'c'])).toThrow(message);
  const files = await it.files();
  await expect(load(files, { clip, method: perClass, classNames: ['a', 'b'] })).rejects.toThrow(message);
  const same = await load(files, { clip, method: perClass });
  expect([...logits(same)]).toEqual([...logits(it)]);
  same.dispose();
  it.dispose();
});

describe('merging is refused with every reason', () => {
  const vectors = () => [{ layer: 0, vectors: tf.zeros([1, 8]), at: 2 }];
  const bent: AdapterAt = {
    layer: 0,
    site: 'attentionIn',
    adapter: { apply: (x, base) => base(tf.relu(x)) },
  };
  test.each<[string, Method]>([
    ['it writes prompt vectors into the text tower', { text: () => ({ vectors: vectors() }) }],
    ['its adapters in the vision tower are not linear', { vision: () => ({ adapters: [bent] }) }],
    [
      'it changes features after the towers; it has a classifier of its own',
      { features: (_p, it) => it, score: (_p, _f, _s, next) => next() },
    ],
  ])('%s', async (reason, method) => {
    const it = await fit(method, { clip, classNames, examples: [] });
    const before = tf.memory().numTensors;
    expect(() => it.merge()).toThrow(`this method cannot be folded into CLIP: ${reason}`);
    await expect(exportPeft(it)).rejects.toThrow(reason);
    expect(tf.memory().numTensors).toBe(before);
    it.dispose();
  });
});

describe('as a LoRA of PEFT', () => {
  const sites: Record<string, [Site, number]> = {
    'self_attn.q_proj': ['attentionIn', 0],
    'self_attn.k_proj': ['attentionIn', 1],
    'self_attn.v_proj': ['attentionIn', 2],
    'mlp.fc1': ['feedForwardIn', -1],
  };

  /** Reads the folder as PEFT does: y += lora_B·lora_A·x · alpha/r, module by module. */
  function adaptersOf(
    files: Record<string, Uint8Array>,
    tower: 'text' | 'vision',
  ): AdapterAt<LinearAdapter>[] {
    const config = JSON.parse(new TextDecoder().decode(files['adapter_config.json'])) as {
      r: number;
      lora_alpha: number;
      target_modules: string[];
    };
    const { tensors } = decodeSafetensors(files['adapter_model.safetensors']!);
    const matrix = (name: string) => {
      const { shape } = tensors.get(name)!;
      return tf.tensor2d(toFloat32(tensors.get(name)!), shape as [number, number]);
    };
    return config.target_modules.flatMap((module) => {
      const [, of, layer, part] = /^(text|vision)_model\.encoder\.layers\.(\d+)\.(.+)$/.exec(module)!;
      if (of !== tower) return [];
      const [site, third] = sites[part!]!;
      const width = clip.config[tower].width;
      const adapter = loraAdapter({
        A: tf.transpose(matrix(`base_model.model.${module}.lora_A.weight`)),
        B: tf.transpose(matrix(`base_model.model.${module}.lora_B.weight`)),
        scale: config.lora_alpha / config.r,
        ...(third >= 0 && { columns: { start: third * width, size: width } }),
      });
      return [{ layer: Number(layer), site, adapter }];
    });
  }

  test.each<[string, Method]>([
    ['dsra', dsra({ rank: 2 })],
    [
      'dsra, attention only, in a combination',
      combine({ dsra: dsra({ rank: 2, sites: ['attention'] }), words: zeroShot({ template: 'a {}.' }) }),
    ],
  ])('%s gives the same features', async (_name, method) => {
    const it = await learned(method);
    const files = await exportPeft(it);
    const hooked = logits(it);
    const plain: Method = {
      ...(method.prompts && { prompts: (frame) => method.prompts!(frame) }),
      text: () => ({ adapters: adaptersOf(files, 'text') }),
      vision: () => ({ adapters: adaptersOf(files, 'vision') }),
    };
    const untouched = await fit(
      { ...plain, text: undefined, vision: undefined },
      { clip, classNames, examples: [] },
    );
    expect(relativeError(logits(untouched), hooked)).toBeGreaterThan(1e-3);
    const read = await fit(plain, { clip, classNames, examples: [] });
    tf.tidy(() => {
      expect(relativeError(read.logits(pixels()).dataSync(), hooked)).toBeLessThan(1e-4);
    });
    read.dispose();
    untouched.dispose();
    it.dispose();
  });

  test.each<[string, Method, string]>([
    [
      'two adapters at one place',
      combine({ one: dsra({ rank: 2 }), two: dsra({ rank: 2, sites: ['attention'] }) }),
      'two adapters at text_model.encoder.layers.0.self_attn.q_proj',
    ],
    [
      'unequal ranks',
      combine({
        one: dsra({ rank: 2, sites: ['attention'] }),
        two: dsra({ rank: 3, sites: ['feedForward'] }),
      }),
      'adapters of ranks 2 and 3',
    ],
  ])('is refused for %s', async (_name, method, line) => {
    const it = await learned(method);
    const before = tf.memory().numTensors;
    await expect(exportPeft(it)).rejects.toMatchObject({
      code: 'badInput',
      message: expect.stringContaining(line),
    });
    expect(tf.memory().numTensors).toBe(before);
    it.dispose();
  });

  test('is refused for a method without adapters', async () => {
    const it = await fit(zeroShot(), { clip, classNames, examples: [] });
    await expect(exportPeft(it)).rejects.toThrow('has no adapters');
    it.dispose();
  });
});
