import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { encodeSafetensors, toFloat32 } from '@dsra/core';
import { describe, expect, test } from '@jest/globals';
import { loadClip } from './loadClip';
import {
  checkpoint,
  config,
  folder,
  golden,
  huggingFace,
  loaded,
  openAi,
  path,
  refused,
  type Tensors,
  write,
} from './testing/tinyCheckpoint';

const isText = (name: string): boolean => /^(transformer|token_emb|positional|ln_final|text_proj)/.test(name);
const renamed = (tensors: Tensors, rename: (name: string) => string): Tensors =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [rename(name), tensor]));

describe('layouts', () => {
  test("HuggingFace's, OpenAI's and OpenCLIP's names give identical tensors", async () => {
    const expected = await loaded(golden);
    expect(await loaded(join(golden, 'openai-state-dict.safetensors'))).toEqual(expected);
    checkpoint(
      renamed(openAi, (name) => (isText(name) ? `text.${name}` : name)),
      'open_clip_model.safetensors',
    );
    expect(await loaded()).toEqual(expected);
  });

  test('a kernel is [in, out], queries before keys before values; a patch is (row, column, channel)', async () => {
    const clip = await loadClip(golden);
    const { queryKeyValue } = clip.weights.vision.blocks[1]!;
    const stored = (name: string): Float32Array => toFloat32(huggingFace[name]!);
    const keys = stored('vision_model.encoder.layers.1.self_attn.k_proj.weight');
    const kernel = await queryKeyValue.kernel.data();
    expect(queryKeyValue.kernel.shape).toEqual([48, 144]);
    expect(kernel[5 * 144 + 48 + 7]).toBe(keys[7 * 48 + 5]);
    const convolution = stored('vision_model.embeddings.patch_embedding.weight');
    const patches = await clip.weights.vision.patchEmbedding.data();
    const [row, column, channel, out] = [6, 3, 2, 11] as const;
    expect(patches[((row * 8 + column) * 3 + channel) * 48 + out]).toBe(
      convolution[((out * 3 + channel) * 8 + row) * 8 + column],
    );
    expect((await clip.weights.logitScale.data())[0]).toBeCloseTo(Math.log(100), 6);
    clip.dispose();
  });

  test('shards are one checkpoint', async () => {
    const names = Object.keys(huggingFace);
    const parts = [names.filter((_, i) => i % 3 !== 0), names.filter((_, i) => i % 3 === 0)];
    const fileOf = (part: number): string => `model-0000${part + 1}-of-00002.safetensors`;
    write('config.json', config);
    parts.forEach((part, i) => {
      write(fileOf(i), encodeSafetensors(Object.fromEntries(part.map((name) => [name, huggingFace[name]!]))));
    });
    const places = parts.flatMap((part, i) => part.map((name) => [name, fileOf(i)]));
    const index = 'model.safetensors.index.json';
    write(index, { weight_map: Object.fromEntries(places) as Record<string, string> });
    expect(await loaded()).toEqual(await loaded(golden));

    write(index, {
      weight_map: { ...(Object.fromEntries(places) as Record<string, string>), ghost: fileOf(1) },
    });
    await refused('mismatch', 'ghost (model-00002-of-00002.safetensors)');
    rmSync(path(fileOf(1)));
    await refused('missing', fileOf(1));
    write(index, { weight_map: { logit_scale: '../model.safetensors' } });
    await refused('badConfig', 'weight_map.logit_scale is "../model.safetensors"');
  });

  test('half precision is widened exactly', async () => {
    const halves = Object.fromEntries(
      Object.entries(huggingFace).map(([name, tensor]) => [
        name,
        { dtype: 'BF16' as const, shape: tensor.shape, data: toFloat32(tensor) },
      ]),
    );
    write('config.json', config);
    write('model.safetensors', encodeSafetensors(halves));
    const clip = await loadClip(folder());
    const rounded = await clip.weights.text.finalNorm.bias.data();
    const exact = toFloat32(huggingFace['text_model.final_layer_norm.bias']!);
    rounded.forEach((value, i) => {
      expect(Math.abs(value - exact[i]!)).toBeLessThanOrEqual(Math.abs(exact[i]!) / 256);
    });
    clip.dispose();
  });

  test('a bare weights file: heads from its metadata, the activation named or given', async () => {
    write('clip.safetensors', encodeSafetensors(openAi, { text_heads: '2', vision_heads: '3' }));
    await refused('badConfig', 'nothing says which activation', path('clip.safetensors'));
    const clip = await loadClip(path('clip.safetensors'), { activation: 'quickGelu' });
    const whole = await loadClip(golden);
    expect(clip.config).toEqual(whole.config);
    clip.dispose();
    whole.dispose();
    write('clip.safetensors', encodeSafetensors(openAi, { layout: 'openai' }));
    await refused('badConfig', 'the text width 32 is no multiple of its heads 0.5', path('clip.safetensors'));
  });

  test("timm's configuration gives way to OpenCLIP's beside it", async () => {
    const vision = { image_size: 32, layers: 4, width: 48, head_width: 16, patch_size: 8 };
    const text = { context_length: 77, vocab_size: 88, width: 32, heads: 2, layers: 4 };
    write('config.json', { architecture: 'vit_tiny' });
    write('open_clip_config.json', {
      model_cfg: { embed_dim: 40, quick_gelu: true, vision_cfg: vision, text_cfg: text },
    });
    write('model.safetensors', encodeSafetensors({ 'blocks.0.weight': openAi.logit_scale! }));
    write('open_clip_model.safetensors', encodeSafetensors(openAi));
    expect(await loaded()).toEqual(await loaded(golden));
  });

  test('progress ends at the total', async () => {
    const seen: [number, number][] = [];
    await loaded(golden, { onProgress: ({ done, total }) => seen.push([done, total]) });
    const [done, total] = seen.at(-1)!;
    expect(done / total).toBeGreaterThan(0.99);
    expect(seen.every(([part], i) => i === 0 || part >= seen[i - 1]![0])).toBe(true);
  });
});
