import { describe, expect, jest, test } from '@jest/globals';
import { type Clip, mergeAdapters } from '@dsra/clip';
import { loraAdapter } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import { logitsOf } from '../../../../test/support/methodRuns';
import { randomClip } from '../../../../test/support/randomClip';
import { learned, tunedPerTest } from '../../../../test/support/smallFit';
import { roomyClip, roomyConfig } from '../../../../test/support/smallTask';
import type { Method } from '../method';
import { dsra } from '../methods/dsra';
import { modelFingerprint } from '../modelFingerprint';
import { load } from './load';

// Seconds on a free machine.
jest.setTimeout(60_000);

const here = tunedPerTest();

describe('loading', () => {
  const refused = async (message: RegExp, other: Clip, options: object = {}) => {
    const files = await here.tuned.files();
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
    const loaded = await load(await here.tuned.files(), { clip: other, allowOtherWeights: true });
    loaded.dispose();
    other.dispose();
  });

  test('on its own merged model is refused: it would be applied twice', async () => {
    await refused(/made for another model/, here.tuned.merge());
  });

  test('whatever is folded in anywhere makes another model', async () => {
    const before = tf.memory().numTensors;
    // One third of the attention's columns is the least that any method changes.
    const keysOf = (width: number) => {
      const factors = { A: tf.ones<tf.Rank.R2>([width, 1]), B: tf.ones<tf.Rank.R2>([1, width]) };
      return { factors, adapter: loraAdapter({ ...factors, columns: { start: width, size: width } }) };
    };
    const found = [await modelFingerprint(here.clip)];
    for (const tower of ['text', 'vision'] as const) {
      const { factors, adapter } = keysOf(here.clip.config[tower].width);
      for (let layer = 0; layer < here.clip.config[tower].layers; layer++) {
        const merged = mergeAdapters(here.clip, { [tower]: [{ layer, site: 'attentionIn', adapter }] });
        found.push(await modelFingerprint(merged));
        merged.dispose();
      }
      tf.dispose(factors);
    }
    expect(new Set(found).size).toBe(1 + here.clip.config.text.layers + here.clip.config.vision.layers);
    expect(tf.memory().numTensors).toBe(before);
  });

  const withConfig = async (change: (config: Record<string, object>) => object) => {
    const files = await here.tuned.files();
    const config = JSON.parse(new TextDecoder().decode(files['adapter_config.json'])) as Record<
      string,
      object
    >;
    return { ...files, 'adapter_config.json': new TextEncoder().encode(JSON.stringify(change(config))) };
  };

  test('what this version does not know is told, and written again', async () => {
    expect(here.tuned.unknownKeys).toEqual([]);
    const newer = (config: Record<string, object>) => ({
      ...config,
      note: ['mine'],
      baseModel: { ...config.baseModel, url: 'x' },
      training: { ...config.training, hours: 2 },
    });
    const loaded = await load(await withConfig(newer), { clip: here.clip });
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
    await expect(load(files, { clip: here.clip })).rejects.toMatchObject({
      code: 'badFile',
      message: expect.stringContaining('is damaged: training.epochs, training.seed cannot be read'),
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a method of the caller’s own has to be given', async () => {
    const own: Method = { ...dsra({ rank: 2 }), recipe: undefined };
    const mine = await learned(here.clip, own);
    const files = await mine.files();
    await expect(load(files, { clip: here.clip })).rejects.toThrow('describes no method');
    const loaded = await load(files, { clip: here.clip, method: own });
    expect([...logitsOf(loaded)]).toEqual([...logitsOf(mine)]);
    loaded.dispose();
    mine.dispose();
  });
});
