import { describe, expect, jest, test } from '@jest/globals';
import { type AdapterAt, type Site } from '@dsra/clip';
import { decodeSafetensors, type LinearAdapter, loraAdapter, toFloat32 } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import { relativeError } from '../../../../test/support/golden';
import { logitsOf, smallPixels } from '../../../../test/support/methodRuns';
import { clipPerTest, learned } from '../../../../test/support/smallFit';
import { classNames } from '../../../../test/support/smallTask';
import { combine } from '../combine';
import { fit } from '../fit';
import type { Method } from '../method';
import { dsra } from '../methods/dsra';
import { zeroShot } from '../methods/zeroShot';
import { exportPeft } from './exportPeft';

// Seconds on a free machine.
jest.setTimeout(60_000);

const here = clipPerTest();

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
      const width = here.clip.config[tower].width;
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
    const it = await learned(here.clip, method);
    const files = await exportPeft(it);
    const hooked = logitsOf(it);
    const plain: Method = {
      ...(method.prompts && { prompts: (frame) => method.prompts!(frame) }),
      text: () => ({ adapters: adaptersOf(files, 'text') }),
      vision: () => ({ adapters: adaptersOf(files, 'vision') }),
    };
    const untouched = await fit(
      { ...plain, text: undefined, vision: undefined },
      { clip: here.clip, classNames, examples: [] },
    );
    expect(relativeError(logitsOf(untouched), hooked)).toBeGreaterThan(1e-3);
    const read = await fit(plain, { clip: here.clip, classNames, examples: [] });
    tf.tidy(() => {
      expect(relativeError(read.logits(smallPixels()).dataSync(), hooked)).toBeLessThan(1e-4);
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
    const it = await learned(here.clip, method);
    const before = tf.memory().numTensors;
    await expect(exportPeft(it)).rejects.toMatchObject({
      code: 'badInput',
      message: expect.stringContaining(line),
    });
    expect(tf.memory().numTensors).toBe(before);
    it.dispose();
  });

  test('is refused for a method without adapters', async () => {
    const it = await fit(zeroShot(), { clip: here.clip, classNames, examples: [] });
    await expect(exportPeft(it)).rejects.toThrow('has no adapters');
    it.dispose();
  });
});
