import { expect, jest, test } from '@jest/globals';
import { loadClip } from '@dsra/clip/node';
import { DsraError } from '@dsra/core';
import { useBackend } from '@dsra/runtime';
import * as tf from '@tensorflow/tfjs';
import { embeddedModel } from '../embeddedModel';
import { memoryIo } from '../terminal/memoryIo';
import { formulas, measureAblation } from './ablation';
import { benchGrowth } from './benchGrowth';
import { measureEpochs } from './epochs';
import { startFastestWasm } from './fastestWasm';
import { configAt } from './growth';
import { growthPlot } from './growthPlot';

jest.setTimeout(60_000);

test('an axis changes what it is about and nothing else', () => {
  const base = configAt('classes', 10);
  expect(configAt('resolution', 336)).toEqual({ ...base, vision: { ...base.vision, imageSize: 336 } });
  const deep = configAt('layers', 3);
  expect([deep.text.layers, deep.vision.layers]).toEqual([3, 3]);
});

test('every variant of the ablation is measured in every round, and the kernels are back afterwards', async () => {
  await useBackend('wasm-rerouted');
  const names = () => tf.getKernelsForBackend('wasm').map(({ kernelName }) => kernelName);
  const before = names().sort();
  const tensors = tf.memory().numTensors;
  const clip = await loadClip(embeddedModel());
  const count = countCalls('FusedQuickGelu');
  const callsPerStep: [line: string, ran: boolean][] = [];
  const onLine = (line: string) => void callsPerStep.push([line, count.take() > 0]);
  const result = await measureAblation(clip, { ...{ method: 'dsra', classes: 3, rounds: 2 }, onLine });
  count.stop();
  expect(result.map(({ without }) => without)).toEqual([
    [],
    ...formulas.map((name) => [name]),
    [...formulas],
  ]);
  for (const { milliseconds } of result) {
    expect(milliseconds).toHaveLength(2);
    for (const time of milliseconds) expect(time).toBeGreaterThan(0);
  }
  expect(callsPerStep).toHaveLength(2 * result.length);
  for (const [line, ran] of callsPerStep) expect(ran).toBe(!line.includes('QuickGelu'));
  expect(names().sort()).toEqual(before);
  expect(tf.memory().numTensors).toBe(tensors);
});

/** Counts a kernel's calls on the backend that runs now. */
function countCalls(kernelName: string) {
  const backend = tf.getBackend();
  const config = tf.getKernel(kernelName, backend);
  let calls = 0;
  const register = (changed: tf.KernelConfig) => {
    tf.unregisterKernel(kernelName, backend);
    tf.registerKernel(changed);
  };
  const kernelFunc: tf.KernelFunc = (call) => {
    calls++;
    return config.kernelFunc(call);
  };
  register({ ...config, kernelFunc });
  const take = () => {
    const before = calls;
    calls = 0;
    return before;
  };
  const stop = () => {
    register(config);
  };
  return { take, stop };
}

test('epochs are timed after one to warm up', async () => {
  await useBackend('wasm-rerouted');
  const before = tf.memory().numTensors;
  const [point] = await measureEpochs('wasm-rerouted', [1]);
  expect(tf.memory().numTensors).toBe(before);
  expect([point!.shots, point!.seconds.length]).toEqual([1, 4]);
  expect(Math.min(...point!.seconds)).toBeGreaterThan(0);
});

test('without a BLAS growth is measured on what starts', async () => {
  const before = process.env.DSRA_BLAS;
  process.env.DSRA_BLAS = 'none';
  try {
    const { mode, backend } = await startFastestWasm();
    expect([mode, backend.matrixProducts]).toEqual(['wasm-rerouted', 're-routed']);
  } finally {
    if (before === undefined) delete process.env.DSRA_BLAS;
    else process.env.DSRA_BLAS = before;
  }
});

test('kernels come back when a step fails', async () => {
  await useBackend('wasm-rerouted');
  const names = () => tf.getKernelsForBackend('wasm').map(({ kernelName }) => kernelName);
  const before = names().sort();
  const clip = await loadClip(embeddedModel());
  const options = { method: 'dsra', classes: 3, rounds: 1 };
  let lines = 0;
  // From the second variant on, which lacks kernels, no step succeeds.
  const product = tf.getKernel('_FusedMatMul', 'wasm');
  const replace = (config: tf.KernelConfig) => {
    tf.unregisterKernel('_FusedMatMul', 'wasm');
    tf.registerKernel(config);
  };
  const onLine = () => {
    if (++lines > 1) return;
    replace({
      ...product,
      kernelFunc: () => {
        throw new DsraError('outOfMemory', 'full');
      },
    });
  };
  try {
    await expect(measureAblation(clip, { ...options, onLine })).rejects.toThrow('full');
  } finally {
    replace(product);
  }
  expect(names().sort()).toEqual(before);
});

test('the drawing has a panel per axis, one for shots, and a line per method', async () => {
  const point = (axis: 'classes' | 'layers', value: number, method: string) => ({
    ...{ axis, value, method, milliseconds: [1000 * value], peakMemoryBytes: 1 },
  });
  const points = [point('classes', 10, 'dsra'), point('classes', 20, 'coOp'), point('layers', 3, 'dsra')];
  const svg = await growthPlot(points, [{ shots: 1, seconds: [2] }]);
  for (const text of [
    'Classes',
    'Peak memory (GB)',
    'Layers of each tower',
    'Shots (embedded model)',
    'Seconds a step',
    'CoOp',
  ]) {
    expect(svg).toContain(text);
  }
  expect(svg).not.toMatch(/NaN|undefined/);
});

test.each<[string[], string]>([
  [['--nope'], "Unknown option '--nope'"],
  [['--repeats', '0'], '--repeats takes whole numbers from 1 on, not "0"'],
])('%s gets one line and exit code 2', async (args, message) => {
  const io = memoryIo();
  expect([await benchGrowth(args, io), io.out()]).toEqual([2, '']);
  expect(io.err()).toMatch(/^error: [^\n]+\n$/);
  expect(io.err()).toContain(message);
});
