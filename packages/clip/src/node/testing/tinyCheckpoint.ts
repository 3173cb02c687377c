/** The golden tiny CLIP in folders that a test makes up; every test that uses one also checks that no tensor is left. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from '@dsra/core';
import { afterEach, beforeEach, expect } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import type { Clip } from '../../clip';
import { weightTensors } from '../../weights';
import { loadClip } from '../loadClip';

export const golden = join(process.env.DSRA_GOLDEN ?? 'test/golden', 'clip-tiny');
export const config = JSON.parse(readFileSync(join(golden, 'config.json'), 'utf8')) as Record<
  string,
  unknown
>;
export const huggingFace = tensorsIn('model.safetensors');
export const openAi = tensorsIn('openai-state-dict.safetensors');

export type Tensors = Record<string, StoredTensor>;

function tensorsIn(file: string): Tensors {
  return Object.fromEntries(
    decodeSafetensors(new Uint8Array(readFileSync(join(golden, file))), file).tensors,
  );
}

let current = '';
let tensorsBefore = 0;
beforeEach(() => {
  current = mkdtempSync(join(tmpdir(), 'dsra-clip-'));
  tensorsBefore = tf.memory().numTensors;
});
afterEach(() => {
  rmSync(current, { recursive: true });
  expect(tf.memory().numTensors).toBe(tensorsBefore);
});

/** The test's own folder, and a file in it. */
export const folder = (): string => current;
export const path = (file: string): string => join(current, file);
export const write = (file: string, content: string | Uint8Array | object): void => {
  const plain = typeof content === 'string' || content instanceof Uint8Array;
  writeFileSync(path(file), plain ? content : JSON.stringify(content));
};
/** A folder with these files and the tiny configuration. */
export function checkpoint(
  tensors: Tensors,
  file = 'model.safetensors',
  metadata?: Record<string, string>,
): void {
  write('config.json', config);
  write(file, encodeSafetensors(tensors, metadata));
}

export async function valuesOf(clip: Clip): Promise<unknown[]> {
  const values = weightTensors(clip.weights).map(async (tensor) => [tensor.shape, await tensor.data()]);
  return Promise.all(values);
}

/** The weights of the folder or file, loaded and disposed. */
export async function loaded(place = folder(), options?: Parameters<typeof loadClip>[1]): Promise<unknown[]> {
  const clip = await loadClip(place, options);
  const values = await valuesOf(clip);
  clip.dispose();
  return values;
}

/** Expects loading to fail with one line, and to leave no tensor behind. */
export async function refused(code: string, message: string, place = folder()): Promise<void> {
  const thrown: unknown = await loadClip(place).then(
    (clip) => {
      clip.dispose();
      return 'nothing';
    },
    (error: unknown) => error,
  );
  expect(thrown).toMatchObject({ code, message: expect.stringContaining(message) });
  expect((thrown as Error).message).not.toContain('\n');
  expect(tf.memory().numTensors).toBe(tensorsBefore);
}
