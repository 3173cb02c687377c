import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeSafetensors, encodeSafetensors, type StoredTensor, toFloat32 } from '@dsra/core';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import type { Clip } from '../clip';
import { weightTensors } from '../weights';
import { loadClip } from './loadClip';
import { saveClip } from './saveClip';

const golden = join(process.env.DSRA_GOLDEN ?? 'test/golden', 'clip-tiny');
const config = JSON.parse(readFileSync(join(golden, 'config.json'), 'utf8')) as Record<string, unknown>;
const huggingFace = tensorsIn('model.safetensors');
const openAi = tensorsIn('openai-state-dict.safetensors');

type Tensors = Record<string, StoredTensor>;

function tensorsIn(file: string): Tensors {
  return Object.fromEntries(
    decodeSafetensors(new Uint8Array(readFileSync(join(golden, file))), file).tensors,
  );
}

let folder = '';
let tensorsBefore = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dsra-clip-'));
  tensorsBefore = tf.memory().numTensors;
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  expect(tf.memory().numTensors).toBe(tensorsBefore);
});

const path = (file: string): string => join(folder, file);
const write = (file: string, content: string | Uint8Array | object): void => {
  const plain = typeof content === 'string' || content instanceof Uint8Array;
  writeFileSync(path(file), plain ? content : JSON.stringify(content));
};
/** A folder with these files and the tiny configuration. */
function checkpoint(tensors: Tensors, file = 'model.safetensors', metadata?: Record<string, string>): void {
  write('config.json', config);
  write(file, encodeSafetensors(tensors, metadata));
}

async function valuesOf(clip: Clip): Promise<unknown[]> {
  const values = weightTensors(clip.weights).map(async (tensor) => [tensor.shape, await tensor.data()]);
  return Promise.all(values);
}

/** The weights of the folder or file, loaded and disposed. */
async function loaded(place = folder, options?: Parameters<typeof loadClip>[1]): Promise<unknown[]> {
  const clip = await loadClip(place, options);
  const values = await valuesOf(clip);
  clip.dispose();
  return values;
}

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
    const clip = await loadClip(folder);
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

async function refused(code: string, message: string, place = folder): Promise<void> {
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

describe('what does not fit', () => {
  const bias = 'text_model.final_layer_norm.bias';

  test('missing, unknown and mis-shaped tensors are all named', async () => {
    const { [bias]: moved, ...others } = huggingFace;
    checkpoint({
      ...others,
      extra: moved!,
      logit_scale: { ...huggingFace.logit_scale!, shape: [1] },
      'text_projection.weight': { ...others['text_projection.weight']!, shape: [32, 40] },
    });
    await refused('mismatch', `${bias} is missing`);
    await refused('mismatch', 'extra is not expected');
    await refused('mismatch', 'logit_scale is [1], expected []');
    await refused('mismatch', 'text_projection.weight is [32, 40], expected [40, 32]');
  });

  test('a configuration of another depth or width: one line, layers joined', async () => {
    checkpoint(huggingFace);
    write('config.json', {
      ...config,
      text_config: { ...(config.text_config as object), num_hidden_layers: 7 },
    });
    await refused('mismatch', 'text_model.encoder.layers.4…6.mlp.fc1.bias is missing');
    write('config.json', {
      ...config,
      vision_config: { ...(config.vision_config as object), hidden_size: 24 },
    });
    await refused('mismatch', 'vision_model.embeddings.class_embedding is [48], expected [24]');
  });

  test('integers in place of weights, values that are not finite, other models', async () => {
    checkpoint({ ...huggingFace, [bias]: { ...huggingFace[bias]!, dtype: 'I32' } });
    await refused('mismatch', `${bias} is I32, expected F32, F16 or BF16`);
    const broken = new Uint8Array(new Float32Array(40 * 48).fill(Infinity).buffer);
    checkpoint({
      ...huggingFace,
      'visual_projection.weight': { dtype: 'F32', shape: [40, 48], bytes: broken },
    });
    await refused('badFile', 'tensor "visual_projection.weight" has a value that is not finite');
    checkpoint({ 'bert.weight': huggingFace.logit_scale! });
    await refused('mismatch', 'found bert.weight');
  });

  test('damaged files', async () => {
    const whole = readFileSync(join(golden, 'model.safetensors'));
    write('config.json', config);
    write('model.safetensors', '');
    await refused('badFile', 'model.safetensors');
    write('model.safetensors', whole.subarray(0, whole.length - 5));
    await refused('badFile', 'model.safetensors');
    write('model.safetensors', Buffer.concat([whole, Buffer.from('more')]));
    await refused('badFile', 'model.safetensors');
    write('model.safetensors', '{"text_model": "not a safetensors file at all"}');
    await refused('badFile', 'model.safetensors');
    write('model.safetensors', whole);
    write('config.json', '{"model_type": "clip"');
    await refused('badFile', 'config.json is not JSON');
    write('config.json', config);
    write('preprocessor_config.json', { size: 224 });
    await refused('mismatch', 'makes pictures of 224 pixels, the model reads 32');
    rmSync(path('preprocessor_config.json'));
    write('tokenizer.json', 'null');
    await refused('badFile', 'tokenizer.json');
  });

  test("a tokenizer with more ids than the model's", async () => {
    checkpoint(huggingFace);
    write('vocab.json', { a: 0, '<|startoftext|>': 1, '<|endoftext|>': 88 });
    write('merges.txt', 'a a');
    await refused('mismatch', 'its end token is 88, the model knows 88 tokens');
  });

  test('nothing to load', async () => {
    await refused('missing', 'has no weights: expected model.safetensors');
    write('config.json', config);
    write('pytorch_model.bin', 'pickle');
    await refused(
      'missing',
      'only as pytorch_model.bin, which can run code when read; convert it once: python',
    );
    write('a.safetensors', encodeSafetensors(huggingFace));
    write('b.safetensors', encodeSafetensors(huggingFace));
    await refused('missing', 'several safetensors files (a.safetensors, b.safetensors)');
    rmSync(path('b.safetensors'));
    rmSync(path('config.json'));
    await refused('missing', 'a.safetensors has no config.json beside it');
    await refused('missing', 'there is no “nowhere”', 'nowhere');
  });

  test('text without a tokenizer is refused with the reason; ids work', async () => {
    const clip = await loadClip(golden);
    expect(() => clip.encodeText(['a cat'])).toThrow(
      /“a cat” cannot be tokenised: .*clip-tiny has no tokenizer/,
    );
    const features = clip.encodeText([[86, 5, 87]]);
    expect(features.shape).toEqual([1, 40]);
    features.dispose();
    clip.dispose();
  });
});

describe('saving', () => {
  const vocabulary = {
    'vocab.json': { 'a</w>': 0, '<|startoftext|>': 1, '<|endoftext|>': 2 },
    'merges.txt': 'a a',
  };

  test('F32 loads again bit for bit, with preprocessing and tokenizer', async () => {
    checkpoint(huggingFace);
    write('preprocessor_config.json', { size: 32, image_mean: [0.1, 0.2, 0.3] });
    for (const [file, content] of Object.entries(vocabulary)) write(file, content);
    const clip = await loadClip(folder);
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
    await saveClip(clip, folder);
    clip.dispose();
    expect(readdirSync(folder).sort()).toEqual([
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
    await saveClip(clip, folder, { dtype: 'F16' });
    const again = await loadClip(folder);
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
    expect(readdirSync(folder)).toEqual(['file']);
  });
});
