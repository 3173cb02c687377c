import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Clip } from '@dsra/clip';
import { loadClip } from '@dsra/clip/node';
import { useBackend } from '@dsra/runtime';
import * as tf from '@tensorflow/tfjs';
import { writeRandomCheckpoint } from '../randomCheckpoint';
import { findOnnxRuntime, startOnnxRuntime } from '../onnxRuntimeProcess';
import { tinyConfig } from '../testing/tinyConfig';
import { BATCH } from '../work';
import { onnxModel } from './onnxModel';
import { integer, message, text } from './protobuf';
import { visionTower } from './visionTower';
import { writeVisionTower } from './writeVisionTower';

let folder = '';
let clip: Clip;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dsra-onnx-'));
  await writeRandomCheckpoint(folder, tinyConfig);
  await useBackend('cpu');
  clip = await loadClip(folder);
});
afterAll(() => {
  clip.dispose();
  rmSync(folder, { recursive: true });
});

const joined = (parts: readonly Uint8Array[]) => Buffer.concat(parts);

test('messages are written as protobuf wants them', () => {
  // The example of protobuf.dev's description of the wire format, and a string of 300 bytes.
  expect([...joined(integer(1, 150))]).toEqual([0x08, 0x96, 0x01]);
  expect([...joined(message(3, integer(1, 150)))]).toEqual([0x1a, 0x03, 0x08, 0x96, 0x01]);
  expect([...joined(text(2, 'testing'))]).toEqual([0x12, 0x07, ...Buffer.from('testing')]);
  expect([...joined(text(2, 'x'.repeat(300))).subarray(0, 3)]).toEqual([0x12, 0xac, 0x02]);
});

test('a negative attribute is its 64-bit complement', () => {
  const node = { operation: 'Softmax', inputs: ['x'], output: 'y', attributes: { axis: { int: -1 } } };
  const value = { name: 'x', shape: [1] };
  const bytes = joined(onnxModel({ nodes: [node], initializers: [], input: value, output: value }));
  expect(bytes.includes(Buffer.from([0x18, ...Array<number>(9).fill(255), 1]))).toBe(true);
});

test('a tower with another activation is refused', () => {
  const config = { ...clip.config, vision: { ...clip.config.vision, activation: 'gelu' as const } };
  expect(() => visionTower({ config, weights: clip.weights }, 1)).toThrow(/no tower with gelu/);
});

const withOnnxRuntime = findOnnxRuntime() ? test : test.skip;

withOnnxRuntime('ONNX Runtime makes the same features of the written tower', async () => {
  const file = join(folder, 'tower.onnx');
  await writeVisionTower(file, clip, 2);
  expect(readFileSync(file).length).toBeGreaterThan(10_000);
  const pixels = tf.randomNormal<tf.Rank.R4>([2, 16, 16, 3], 0, 1, 'float32', 7);
  const features = clip.encodeImage(pixels);
  const channelsFirst = tf.transpose(pixels, [0, 3, 1, 2]);
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const session = await InferenceSession.create(file);
  const given = new Tensor('float32', (await channelsFirst.data()) as Float32Array, [2, 3, 16, 16]);
  const results = Object.values(await session.run({ pixels: given }));
  const theirs = results[0]!.data as Float32Array;
  const ours = Array.from(await features.data());
  tf.dispose([pixels, features, channelsFirst]);
  expect(theirs).toHaveLength(2 * clip.config.embeddingWidth);
  // Float32 noise of sums in another order; features are of size one.
  const far = Math.max(...ours.map((value, i) => Math.abs(value - theirs[i]!)));
  expect(far).toBeLessThan(2e-6);
  expect(Math.max(...ours.map(Math.abs))).toBeGreaterThan(0.1);
});

withOnnxRuntime('its process tells its own peak memory, whatever its parent’s is', async () => {
  const fat = Buffer.alloc(700 * 2 ** 20, 1);
  const file = join(folder, 'batch.onnx');
  await writeVisionTower(file, clip, BATCH);
  const running = await startOnnxRuntime({ file, side: tinyConfig.vision.imageSize }, 1);
  const { peakMemoryBytes } = await running.run();
  await running.stop();
  expect(peakMemoryBytes).toBeLessThan(fat.length);
});
