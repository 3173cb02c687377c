import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { encodeSafetensors } from '@dsra/core';
import { describe, expect, test } from '@jest/globals';
import { loadClip } from './loadClip';
import { checkpoint, config, golden, huggingFace, path, refused, write } from './testing/tinyCheckpoint';

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
