import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Clip, sentence } from '@dsra/clip';
import { loadClip } from '@dsra/clip/node';
import { useBackend } from '@dsra/runtime';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { shifts } from '../world/tasks/shifts';
import { tasks } from '../world/tasks/tasks';
import { defaultPlan } from './plan';
import type { TrainingRecord } from './trainingRecord';
import { measure } from './writeRecord';

const folder = fileURLToPath(new URL('../../model', import.meta.url));
const all = [...tasks, ...Object.values(shifts)];

let clip: Clip;
let record: TrainingRecord;

beforeAll(async () => {
  await useBackend('wasm');
  clip = await loadClip(folder);
  record = JSON.parse(await readFile(join(folder, 'training.json'), 'utf8')) as TrainingRecord;
});
afterAll(() => {
  clip.dispose();
});

describe('the embedded model', () => {
  test('takes at most 4 MB', async () => {
    const files = await readdir(folder);
    const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size));
    expect(sizes.reduce((a, b) => a + b)).toBeLessThanOrEqual(4e6);
  });

  test('was trained by the command with its defaults', () => {
    expect(record).toMatchObject(defaultPlan);
  });

  test.each(all)('knows every word of $name', ({ classNames, template }) => {
    for (const name of classNames) {
      const text = sentence(template, name);
      const words = text.replace('.', ' .').split(' ');
      expect([text, clip.tokenizer.encode(text).length]).toEqual([text, words.length + 2]);
    }
  });

  test('reads any class name', () => {
    for (const name of ['Zürich', 'salamander', '日本', 'C-3PO & R2-D2', '🦊']) {
      const ids = clip.tokenizer.encode(sentence('a photo of a {}.', name));
      expect(ids.length).toBeLessThanOrEqual(clip.config.text.contextLength);
      expect(Math.max(...ids)).toBeLessThan(clip.config.text.vocabularySize);
    }
  });

  test('names the sample pictures as recorded', () => {
    expect(measure(clip, record.sample.perClass)).toEqual(record.sample);
  });

  test.each(tasks)('leaves room for learning on $name', ({ name, classNames }) => {
    const accuracy = record.zeroShot.accuracy[name]!;
    expect(accuracy).toBeGreaterThan(1.5 / classNames.length);
    expect(accuracy).toBeLessThan(0.85);
  });
});
