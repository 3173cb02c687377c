import { cpSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { decodeSafetensors } from '@dsra/core';
import { describe, expect, test } from '@jest/globals';
import { loadClip } from './loadClip';
import { saveClip } from './saveClip';
import {
  checkpoint,
  config,
  folder,
  golden,
  huggingFace,
  path,
  valuesOf,
  write,
} from './testing/tinyCheckpoint';

describe('saving', () => {
  const vocabulary = {
    'vocab.json': { 'a</w>': 0, '<|startoftext|>': 1, '<|endoftext|>': 2 },
    'merges.txt': 'a a',
  };

  test('F32 loads again bit for bit, with preprocessing and tokenizer', async () => {
    checkpoint(huggingFace);
    write('preprocessor_config.json', { size: 32, image_mean: [0.1, 0.2, 0.3] });
    for (const [file, content] of Object.entries(vocabulary)) write(file, content);
    const clip = await loadClip(folder());
    await saveClip(clip, path('saved/here'));
    const again = await loadClip(path('saved/here'));
    expect(await valuesOf(again)).toEqual(await valuesOf(clip));
    expect(again.config).toEqual(clip.config);
    expect(again.preprocessing).toEqual(clip.preprocessing);
    expect(again.tokenizer.encode('a')).toEqual([1, 0, 2]);
    expect(readFileSync(path('saved/here/vocab.json'))).toEqual(readFileSync(path('vocab.json')));
    clip.dispose();
    again.dispose();
  });

  test('the names, shapes, formats and configuration are those of transformers', async () => {
    const clip = await loadClip(join(golden, 'openai-state-dict.safetensors'));
    await saveClip(clip, folder());
    clip.dispose();
    expect(readdirSync(folder()).sort()).toEqual([
      'config.json',
      'model.safetensors',
      'preprocessor_config.json',
    ]);
    const { tensors, metadata } = decodeSafetensors(new Uint8Array(readFileSync(path('model.safetensors'))));
    const expected = Object.entries(huggingFace).filter(([name]) => !name.endsWith('position_ids'));
    expect(Object.fromEntries(tensors)).toEqual(Object.fromEntries(expected));
    expect(metadata).toEqual({ format: 'pt' });
    expect(JSON.parse(readFileSync(path('config.json'), 'utf8'))).toEqual(config);
  });

  test('F16 is half as large, and close', async () => {
    const clip = await loadClip(golden);
    await saveClip(clip, folder(), { dtype: 'F16' });
    const again = await loadClip(folder());
    const [exact, rounded] = [
      await clip.weights.vision.projection.data(),
      await again.weights.vision.projection.data(),
    ];
    rounded.forEach((value, i) => {
      expect(Math.abs(value - exact[i]!)).toBeLessThanOrEqual(Math.abs(exact[i]!) / 2048 + 3e-8);
    });
    expect(readFileSync(path('config.json'), 'utf8')).toContain('"torch_dtype": "float16"');
    clip.dispose();
    again.dispose();
  });

  test('where it cannot write, nothing is left and nothing is lost', async () => {
    const clip = await loadClip(golden);
    cpSync(join(golden, 'config.json'), path('file'));
    await expect(saveClip(clip, path('file'))).rejects.toMatchObject({ code: 'unwritable' });
    clip.dispose();
    await expect(saveClip(clip, path('new'))).rejects.toThrow();
    expect(readdirSync(folder())).toEqual(['file']);
  });
});
