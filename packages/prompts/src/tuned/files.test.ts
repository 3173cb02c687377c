import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { decodeSafetensors } from '@dsra/core';
import { folderPerTest, tunedPerTest } from '../../../../test/support/smallFit';
import { classNames } from '../../../../test/support/smallTask';
import { load } from './load';

// Seconds on a free machine.
jest.setTimeout(60_000);

const here = tunedPerTest();

describe('an adapter folder', () => {
  const at = folderPerTest();

  test('holds only what was learned, and how', async () => {
    await here.tuned.save(join(at.folder, 'mine'));
    expect((await readdir(join(at.folder, 'mine'))).sort()).toEqual([
      'adapter_config.json',
      'adapter_model.safetensors',
    ]);
    const config = JSON.parse(
      await readFile(join(at.folder, 'mine', 'adapter_config.json'), 'utf8'),
    ) as object;
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
    const { tensors } = decodeSafetensors(
      await readFile(join(at.folder, 'mine', 'adapter_model.safetensors')),
    );
    expect([...tensors.keys()].sort()).toEqual([
      'coefficients.0',
      'coefficients.1',
      'coefficients.2',
      'projection.text.attention',
      'projection.text.feedForward',
      'projection.vision.attention',
      'projection.vision.feedForward',
    ]);
    const loaded = await load(join(at.folder, 'mine'), { clip: here.clip, classNames: ['owl', 'cat'] });
    expect(loaded.classNames).toEqual(['owl', 'cat']);
    expect(loaded.training).toEqual(here.tuned.training);
    loaded.dispose();
  });

  test('that is missing is refused', async () => {
    await expect(load(join(at.folder, 'nothing'), { clip: here.clip })).rejects.toMatchObject({
      code: 'missing',
    });
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
    await here.tuned.save(at.folder);
    const file = join(at.folder, 'adapter_config.json');
    const config = JSON.parse(await readFile(file, 'utf8')) as { training: object };
    await writeFile(file, JSON.stringify(damage(config)));
    await expect(load(at.folder, { clip: here.clip })).rejects.toThrow(line);
    await expect(load(at.folder, { clip: here.clip })).rejects.toThrow(`adapter_config.json of ${at.folder}`);
  });
});
