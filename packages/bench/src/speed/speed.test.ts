import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadClip } from '@dsra/clip/node';
import { useBackend } from '@dsra/runtime';
import * as tf from '@tensorflow/tfjs';
import { memoryIo } from '../terminal/memoryIo';
import { benchSpeed } from './benchSpeed';
import { makeRandomCheckpoint } from './makeRandomCheckpoint';
import { ensureRandomCheckpoint, writeRandomCheckpoint } from './randomCheckpoint';
import { speedClassNames } from './speedClassNames';
import { median } from '../statistics';
import type { SpeedResult } from './speedResult';
import { startEncoding } from './encoding';
import { type StartOurs, startOurProcess } from './ourProcess';
import { startWork } from './startWork';
import { startStepping } from './stepping';
import { tinyConfig } from './testing/tinyConfig';
import { imageOperations, imageRows, type StepWork, stepOperations, textRows } from './usefulOperations';
import { taughtFor, worksFor } from './worksFor';

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dsra-speed-'));
  await writeRandomCheckpoint(join(folder, 'tiny'), tinyConfig);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('a random checkpoint', () => {
  test('loads, and encodes pictures and words to finite features', async () => {
    await useBackend('cpu');
    const clip = await loadClip(join(folder, 'tiny'));
    expect(clip.config).toEqual(tinyConfig);
    const features = [clip.encodeImage(tf.ones([2, 16, 16, 3])), clip.encodeText(['a photo of a b.', 'c'])];
    for (const value of features.flatMap((it) => Array.from(it.dataSync())))
      expect(Number.isFinite(value)).toBe(true);
    tf.dispose(features);
    clip.dispose();
  });

  test('is the same for the same seed, and another for another', async () => {
    const weights = async (seed: number) => {
      await writeRandomCheckpoint(join(folder, 'again'), tinyConfig, seed);
      return readFileSync(join(folder, 'again/model.safetensors'));
    };
    const first = await weights(1);
    expect(first.equals(readFileSync(join(folder, 'tiny/model.safetensors')))).toBe(true);
    expect(first.equals(await weights(2))).toBe(false);
  });

  test('is kept for the next time, but not for another architecture', async () => {
    const again = join(folder, 'again');
    await ensureRandomCheckpoint(again, tinyConfig);
    const file = join(again, 'model.safetensors');
    const written = readFileSync(file);
    writeFileSync(file, 'kept');
    await ensureRandomCheckpoint(again, tinyConfig);
    expect(readFileSync(file, 'utf8')).toBe('kept');
    await ensureRandomCheckpoint(again, { ...tinyConfig, text: { ...tinyConfig.text, layers: 1 } });
    expect(readFileSync(file).length).toBeLessThan(written.length);
    expect(readFileSync(file).length).toBeGreaterThan(4);
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
  const long = speedClassNames(1000, 5);
  expect(new Set(long).size).toBe(1000);
  for (const name of long) expect(name.split(' ')).toHaveLength(5);
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

  test.each(['dsra', 'coOp', 'maple', 'promptSrc', 'dsraPromptSrc'])(
    'of a %s step are what runs, but for padding, masks and what the last block computes in vain',
    async (method) => {
      await useBackend('cpu');
      const clip = await loadClip(join(folder, 'tiny'));
      const running = await startStepping(clip, { kind: 'step', method, classes: 12 });
      const ran = await executed(() => running.run());
      expect(running.operations).toBeLessThanOrEqual(ran);
      expect(running.operations).toBeGreaterThan(0.7 * ran);
      await running.stop();
    },
  );

  test('of picture encoding too', async () => {
    await useBackend('cpu');
    const running = await startEncoding(
      await loadClip(join(folder, 'tiny')),
      { kind: 'encode', model: 'plain' },
      '',
    );
    const ran = await executed(() => running.run());
    expect(running.operations).toBeLessThanOrEqual(ran);
    expect(running.operations).toBeGreaterThan(0.8 * ran);
    await running.stop();
  });

  test('of a backward pass leave out the first queries, keys and values where only prompts are in front', () => {
    const rows = imageRows(tinyConfig, 4);
    const text = { learns: false, rows: textRows([[1, 2, 9]]) };
    const step = (vision: Pick<StepWork['vision'], 'adapters'>) =>
      stepOperations(tinyConfig, {
        images: 4,
        vision: { learns: true, rows, ...vision },
        text,
        teacher: false,
      });
    const adapters = [{ layer: 0, site: 'attentionIn' }] as const;
    const { width } = tinyConfig.vision;
    // An adapter of rank 0 costs nothing itself.
    expect(step({ adapters }) - step({})).toBe(2 * rows.all * width * 3 * width);
  });

  test('grow with what has to be computed', () => {
    const prompts = [
      [1, 2, 3, 9],
      [1, 2, 4, 5, 9],
    ];
    const step = (images: number, teacher = false) => {
      const vision = { learns: true, adapters: [], rows: imageRows(tinyConfig, images) };
      const work: StepWork = {
        images,
        vision,
        text: { learns: true, adapters: [], rows: textRows(prompts) },
        teacher,
      };
      return stepOperations(tinyConfig, work);
    };
    expect(imageOperations(tinyConfig, 4)).toBe(2 * imageOperations(tinyConfig, 2));
    // One more forward pass, but for the patch embedding, which serves both.
    const { imageSize, patchSize, width } = tinyConfig.vision;
    const patches = 2 * 4 * (imageSize / patchSize) ** 2 * 3 * patchSize ** 2 * width;
    expect(step(4, true) - step(4)).toBe(imageOperations(tinyConfig, 4) - patches);
    expect(step(8) - step(4)).toBeGreaterThan(1.5 * imageOperations(tinyConfig, 4));
  });
});

test('the works that are asked for, and whose adapters they need', () => {
  const asked = { methods: ['dsra', 'coOp'], classes: [10, 100], nameWords: undefined };
  const steps = worksFor({ works: ['step'], ...asked }).flat();
  expect(steps).toHaveLength(4);
  expect(taughtFor(steps)).toEqual([]);
  expect(taughtFor(worksFor({ works: ['encode'], ...asked }).flat())).toEqual(['dsra']);
  expect(taughtFor(worksFor({ works: ['classify'], ...asked }).flat())).toEqual([
    'dsra',
    'coOp',
    'maple',
    'promptSrc',
  ]);
});

/** In this process: tests count tensors. */
const inProcess: StartOurs = (work) => startWork(work);

describe('the benchmark', () => {
  const measured = [
    ...['--model', 'tiny', '--classes', '2,3', '--repeats', '2'],
    ...['--rerouted-repeats', '1', '--pytorch-repeats', '0'],
  ];
  const run = async (...args: string[]) => {
    const io = memoryIo();
    const words = args.map((arg) => (arg === 'tiny' ? join(folder, 'tiny') : arg));
    const code = await benchSpeed(words, io, inProcess);
    return { code, out: io.out(), err: io.err() };
  };

  test('does every work on every side, and leaves nothing behind', async () => {
    await useBackend('wasm');
    const before = tf.memory().numTensors;
    const { code, out } = await run(...measured, '--methods', 'dsra,promptSrc', '--profile', '--json');
    const result = JSON.parse(out) as SpeedResult;
    expect(code).toBe(0);
    expect(result.works.map(({ title }) => title)).toEqual([
      ...[
        'dsra step, 2 classes',
        'dsra step, 3 classes',
        'promptSrc step, 2 classes',
        'promptSrc step, 3 classes',
      ],
      ...['picture encoding, plain CLIP', 'picture encoding, DsRA merged'],
      ...['plain CLIP', 'DsRA hooked', 'DsRA merged', 'CoOp', 'MaPLe', 'PromptSRC'].map(
        (it) => `classification, ${it}`,
      ),
    ]);
    const [first] = result.works;
    expect(first!.turns.map(({ side }) => side)).toEqual(
      expect.arrayContaining(['wasm-rerouted', 'wasm-stock']),
    );
    for (const { turns } of result.works) {
      for (const turn of turns) {
        expect(turn.milliseconds.length).toBeGreaterThan(0);
        expect(Math.min(...turn.milliseconds, turn.peakMemoryBytes)).toBeGreaterThan(0);
      }
    }
    for (const { profile } of result.profiles!) {
      const inside = profile.kernels.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
      expect(inside + profile.outside).toBeCloseTo(profile.milliseconds);
      expect(inside).toBeGreaterThan(0);
    }
    expect(tf.memory().numTensors).toBe(before);
  }, 120_000);

  test('prints a table', async () => {
    const { code, out } = await run(
      ...measured,
      '--stock-repeats',
      '0',
      '--works',
      'encode,step',
      '--methods',
      'coOp',
    );
    expect(code).toBe(0);
    expect(out).toMatch(/coOp step, 2 classes .*×/);
    expect(out).toMatch(/picture encoding: plain CLIP ÷ DsRA merged +\d\.\d\d/);
    expect(out).not.toMatch(/stock WASM/);
  }, 60_000);

  test('helps, and refuses in one line', async () => {
    const help = await run('--help');
    expect(help.code).toBe(0);
    expect(help.out).toMatch(/--stock-repeats/);
    for (const [args, line] of [
      [['--classes', '1'], /--classes takes whole numbers from 2 on, not "1"/],
      [['--repeats', 'x'], /--repeats takes/],
      [['--works', 'sing'], /there is no work "sing"; there are: step, encode, classify/],
      [['--name-words', '1', '--classes', '30'], /--name-words 1 has no 30 distinct names/],
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

test('a process that does a work answers a line with a lap, and one that cannot says why in a line', async () => {
  const program = join(folder, 'works.mjs');
  const lap = { milliseconds: 3, peakMemoryBytes: 5, heapBytes: 1 };
  // Ends by itself when its input does.
  const say = (what: object) => `console.log(${JSON.stringify(JSON.stringify(what))})`;
  writeFileSync(program, `${say({ operations: 7 })};\nprocess.stdin.on('data', () => ${say(lap)});\n`);
  const work = {
    work: { kind: 'encode', model: 'plain' },
    mode: 'wasm-blas',
    model: folder,
    adapters: folder,
  } as const;
  const contender = await startOurProcess(program)(work);
  expect(contender.operations).toBe(7);
  expect(await contender.run()).toEqual(lap);
  await contender.stop();
  writeFileSync(program, `process.stderr.write('no such model\\n'); process.exitCode = 2;`);
  await expect(startOurProcess(program)(work)).rejects.toThrow(
    'wasm-blas ended before it answered: no such model',
  );
});
