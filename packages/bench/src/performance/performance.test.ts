import { expect, jest, test } from '@jest/globals';
import { loadClip } from '@dsra/clip/node';
import { useBackend } from '@dsra/runtime';
import * as tf from '@tensorflow/tfjs';
import { embeddedModel } from '../embeddedModel';
import { memoryIo } from '../terminal/memoryIo';
import { formulas, measureAblation } from './ablation';
import { benchPerformance } from './benchPerformance';
import { measureEpochs } from './epochs';
import { configAt } from './growth';
import { growthPlot } from './performancePlot';

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
  const said: string[] = [];
  const result = await measureAblation(clip, {
    ...{ method: 'dsra', classes: 3, rounds: 2, onLine: (line) => said.push(line) },
  });
  expect(result.map(({ without }) => without)).toEqual([
    [],
    ...formulas.map((name) => [name]),
    [...formulas],
  ]);
  for (const { milliseconds } of result) {
    expect(milliseconds).toHaveLength(2);
    for (const time of milliseconds) expect(time).toBeGreaterThan(0);
  }
  expect(said).toHaveLength(2 * result.length);
  expect(names().sort()).toEqual(before);
  expect(tf.memory().numTensors).toBe(tensors);
});

test('epochs are timed after one to warm up', async () => {
  await useBackend('wasm-rerouted');
  const clip = await loadClip(embeddedModel());
  const [point] = await measureEpochs(clip, [1]);
  expect(point).toMatchObject({ shots: 1, seconds: [0, 0, 0, 0].map(() => expect.any(Number)) });
  clip.dispose();
});

test('the drawing has a panel per axis, one for shots, and a line per method', async () => {
  const point = (axis: 'classes' | 'layers', value: number, method: string) => ({
    ...{ axis, value, method, milliseconds: [1000 * value], peakMemoryBytes: 1 },
  });
  const points = [point('classes', 10, 'dsra'), point('classes', 20, 'coOp'), point('layers', 3, 'dsra')];
  const svg = await growthPlot(points, [{ shots: 1, seconds: [2] }]);
  for (const text of [
    'classes',
    'layers of each tower',
    'shots (embedded model)',
    'seconds a step',
    'coOp',
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
  expect([await benchPerformance(args, io), io.out()]).toEqual([2, '']);
  expect(io.err()).toMatch(/^error: [^\n]+\n$/);
  expect(io.err()).toContain(message);
});
