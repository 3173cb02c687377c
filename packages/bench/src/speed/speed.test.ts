import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ClipConfig } from '@dsra/clip';
import { loadClip } from '@dsra/clip/node';
import { useBackend } from '@dsra/runtime';
import * as tf from '@tensorflow/tfjs';
import { memoryIo } from '../terminal/memoryIo';
import { benchSpeed } from './benchSpeed';
import { makeRandomCheckpoint } from './makeRandomCheckpoint';
import { writeRandomCheckpoint } from './randomCheckpoint';
import { speedClassNames } from './speedClassNames';
import { median } from '../statistics';
import type { SpeedResult } from './speedResult';
import { imageOperations, stepOperations } from './usefulOperations';
import { pictureEncoding, trainingStep } from './workload';

const tower = { layers: 2, heads: 2, activation: 'quickGelu', layerNormEpsilon: 1e-5 } as const;
const tiny: ClipConfig = {
  embeddingWidth: 16,
  text: { ...tower, width: 24, feedForwardWidth: 96, vocabularySize: 983, contextLength: 32 },
  vision: { ...tower, width: 32, feedForwardWidth: 128, imageSize: 16, patchSize: 4 },
};

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dsra-speed-'));
  await writeRandomCheckpoint(join(folder, 'tiny'), tiny);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('a random checkpoint', () => {
  test('loads, and encodes pictures and words to finite features', async () => {
    await useBackend('cpu');
    const clip = await loadClip(join(folder, 'tiny'));
    expect(clip.config).toEqual(tiny);
    const features = [clip.encodeImage(tf.ones([2, 16, 16, 3])), clip.encodeText(['a photo of a b.', 'c'])];
    for (const value of features.flatMap((it) => Array.from(it.dataSync())))
      expect(Number.isFinite(value)).toBe(true);
    tf.dispose(features);
    clip.dispose();
  });

  test('is the same for the same seed, and another for another', async () => {
    const weights = async (seed: number) => {
      await writeRandomCheckpoint(join(folder, 'again'), tiny, seed);
      return readFileSync(join(folder, 'again/model.safetensors'));
    };
    const first = await weights(1);
    expect(first.equals(readFileSync(join(folder, 'tiny/model.safetensors')))).toBe(true);
    expect(first.equals(await weights(2))).toBe(false);
  });

  test.each([
    [['--architecture', 'ViT-X', 'x'], /no architecture "ViT-X"; there are: ViT-B\/32/],
    [[], /one folder is needed; usage/],
    [['--seed', 'x', 'y'], /--seed takes a whole number/],
    [['--nope'], /nope.*usage/],
  ])('refuses %j in one line', async (args, line) => {
    const io = memoryIo();
    expect(await makeRandomCheckpoint(args, io)).toBe(2);
    expect(io.err()).toMatch(line);
    expect(io.err().trim().split('\n')).toHaveLength(1);
  });
});

test('class names are distinct, and one token a letter', async () => {
  const names = speedClassNames(1000);
  expect(new Set(names).size).toBe(1000);
  const clip = await loadClip(join(folder, 'tiny'));
  for (const name of names.slice(0, 100)) {
    expect(clip.tokenizer.encode(name)).toHaveLength(2 + name.split(' ').length);
  }
  clip.dispose();
});

test('the median of an even number is the mean of the middle two', () => {
  expect([[3], [1, 9], [5, 1, 3], [4, 1, 3, 9]].map(median)).toEqual([3, 5, 3, 3.5]);
});

describe('useful operations', () => {
  /** Two operations for each multiplication of every product that runs. */
  async function executed(run: () => Promise<unknown>): Promise<number> {
    const names = ['BatchMatMul', '_FusedMatMul'];
    const stock = names.map((name) => tf.getKernel(name, 'cpu'));
    let operations = 0;
    for (const config of stock) {
      tf.unregisterKernel(config.kernelName, 'cpu');
      const kernelFunc: tf.KernelFunc = (call) => {
        const out = config.kernelFunc(call) as tf.TensorInfo;
        const { a } = call.inputs;
        const inner = a!.shape.at(call.attrs?.transposeA ? -2 : -1)!;
        operations += 2 * inner * tf.util.sizeFromShape(out.shape);
        return out;
      };
      tf.registerKernel({ ...config, kernelFunc });
    }
    await run();
    for (const config of stock) {
      tf.unregisterKernel(config.kernelName, 'cpu');
      tf.registerKernel(config);
    }
    return operations;
  }

  test('are what runs, but for padding, masks and what the last block computes in vain', async () => {
    await useBackend('cpu');
    const clip = await loadClip(join(folder, 'tiny'));
    for (const workload of [pictureEncoding(clip), trainingStep(clip, 12)]) {
      const ran = await executed(() => workload.run());
      expect(workload.operations).toBeLessThanOrEqual(ran);
      expect(workload.operations).toBeGreaterThan(0.8 * ran);
    }
    clip.dispose();
  });

  test('grow with what has to be computed', () => {
    const prompts = [
      [1, 2, 3, 9],
      [1, 2, 4, 5, 9],
    ];
    const step = (images: number, rank: number) => stepOperations(tiny, { images, prompts, rank });
    expect(imageOperations(tiny, 4)).toBe(2 * imageOperations(tiny, 2));
    expect(step(4, 50) - step(4, 25)).toBe(step(4, 25) - step(4, 0));
    expect(step(8, 0) - step(4, 0)).toBeGreaterThan(1.5 * imageOperations(tiny, 4));
  });
});

describe('the benchmark', () => {
  const measured = ['--model', 'tiny', '--repeats', '2', '--rerouted-repeats', '1', '--classes', '2,3'];
  const run = async (...args: string[]) => {
    const io = memoryIo();
    const code = await benchSpeed(
      args.map((arg) => (arg === 'tiny' ? join(folder, 'tiny') : arg)),
      io,
    );
    return { code, out: io.out(), err: io.err() };
  };

  test('times every workload in every mode and leaves nothing behind', async () => {
    await useBackend('wasm');
    const before = tf.memory().numTensors;
    const { code, out } = await run(...measured, '--json');
    const result = JSON.parse(out) as SpeedResult;
    expect(code).toBe(0);
    const modes = 3 - Object.keys(result.skipped).length;
    expect(result.timings).toHaveLength(3 * modes);
    for (const timing of result.timings) {
      expect(timing.milliseconds).toHaveLength(timing.mode === 'wasm-blas' ? 2 : 1);
      expect(Math.min(timing.median, timing.gflops!, timing.picturesPerSecond)).toBeGreaterThan(0);
    }
    expect(tf.memory().numTensors).toBe(before);
  }, 60_000);

  test('prints a table', async () => {
    const { code, out } = await run(...measured, '--stock-repeats', '0');
    expect(code).toBe(0);
    expect(out).toMatch(/dsra step, 2 classes .* ms/);
    expect(out).not.toMatch(/stock/);
  }, 60_000);

  test('helps, and refuses in one line', async () => {
    const help = await run('--help');
    expect(help.code).toBe(0);
    expect(help.out).toMatch(/--stock-repeats/);
    for (const [args, line] of [
      [['--classes', '1'], /--classes takes whole numbers from 2 on, not "1"/],
      [['--repeats', 'x'], /--repeats takes/],
      [['--fast'], /--fast.*--help/],
      [['--architecture', 'ViT'], /there are: ViT-B\/32/],
      [['--model', join(folder, 'none')], /none/],
    ] as const) {
      const { code, err } = await run(...args);
      expect(code).toBe(2);
      expect(err).toMatch(line);
    }
    expect(readdirSync(folder).sort()).toEqual(['again', 'tiny']);
  });
});
