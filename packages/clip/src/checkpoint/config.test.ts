import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { ClipConfig } from '../config';
import { architectures, models } from './architectures';
import { configJson, preprocessorJson } from './exportJson';
import { fingerprint } from './fingerprint';
import { parseConfig } from './parseConfig';
import { clipPreprocessing, openClipPreprocessing, parsePreprocessing } from './parsePreprocessing';

const tiny = JSON.parse(readFileSync('test/golden/clip-tiny/config.json', 'utf8')) as {
  text_config: object;
  vision_config: object;
};
const parse = (json: unknown): ClipConfig => parseConfig(json, 'config.json');
const base = architectures['ViT-B/32'];

describe('HuggingFace', () => {
  test('the tiny CLIP', () => {
    const shared = { layers: 4, activation: 'quickGelu', layerNormEpsilon: 1e-5 };
    expect(parse(tiny)).toEqual({
      embeddingWidth: 40,
      text: { ...shared, width: 32, heads: 2, feedForwardWidth: 128, vocabularySize: 88, contextLength: 77 },
      vision: { ...shared, width: 48, heads: 3, feedForwardWidth: 192, imageSize: 32, patchSize: 8 },
    });
  });

  test('what a file leaves out has the defaults of the format', () => {
    expect(parse({ model_type: 'clip' })).toEqual(base);
    expect(parse({ model_type: 'clip', vision_config: { patch_size: 16 } })).toEqual(
      architectures['ViT-B/16'],
    );
    expect(parse({ text_config: { hidden_act: 'gelu' } })).toMatchObject({
      text: { activation: 'gelu' },
      vision: { activation: 'quickGelu' },
    });
  });

  test('the old text_config_dict and vision_config_dict replace the newer keys', () => {
    const large = {
      model_type: 'clip',
      projection_dim: 768,
      text_config: { hidden_size: 1, num_attention_heads: 3 },
      text_config_dict: { hidden_size: 768, intermediate_size: 3072, num_attention_heads: 12 },
      vision_config: { hidden_size: 2 },
      vision_config_dict: {
        ...{ hidden_size: 1024, intermediate_size: 4096, num_attention_heads: 16 },
        ...{ num_hidden_layers: 24, patch_size: 14 },
      },
    };
    expect(parse(large)).toEqual(architectures['ViT-L/14']);
  });

  const text = (change: object): object => ({ ...tiny, text_config: { ...tiny.text_config, ...change } });
  const vision = (change: object): object => ({
    ...tiny,
    vision_config: { ...tiny.vision_config, ...change },
  });
  test.each([
    [text({ hidden_act: 'gelu_new' }), 'text_config.hidden_act is "gelu_new", expected quick_gelu or gelu'],
    [text({ hidden_size: 0 }), 'text_config.hidden_size is 0, expected a whole number'],
    [text({ hidden_size: '32' }), 'text_config.hidden_size is "32"'],
    [text({ num_hidden_layers: 1e9 }), 'text_config.num_hidden_layers is 1000000000'],
    [text({ layer_norm_eps: -1 }), 'text_config.layer_norm_eps is -1, expected a number above 0'],
    [text({ num_attention_heads: 5 }), 'the text width 32 is no multiple of its heads 5'],
    [vision({ patch_size: 7 }), 'the image size 32 is no multiple of its patch size 7'],
    [vision({ num_channels: 1 }), 'vision_config.num_channels is 1, expected 3'],
    [{ ...tiny, model_type: 'siglip' }, 'model_type is "siglip", expected "clip"'],
    [{ ...tiny, text_config: 3 }, 'text_config is 3, expected an object'],
    [{}, 'config.json describes no CLIP'],
    [[], 'config.json describes no CLIP'],
    [null, 'config.json describes no CLIP'],
  ])('refused by name: %#', (json, message) => {
    expect(() => parse(json)).toThrow(
      expect.objectContaining({ code: 'badConfig', message: expect.stringContaining(message) }),
    );
  });

  test('everything that is wrong is named at once', () => {
    const json = { ...text({ hidden_act: 'relu', vocab_size: -1 }), projection_dim: 1.5 };
    expect(() => parse(json)).toThrow(/projection_dim is 1\.5.*hidden_act is "relu".*vocab_size is -1/);
  });

  test('what is exported parses to the same architecture', () => {
    for (const config of [...Object.values(architectures), parse(tiny)])
      expect(parse(configJson(config, 'F32'))).toEqual(config);
  });
});

describe('OpenCLIP', () => {
  const cfg = {
    embed_dim: 512,
    vision_cfg: { image_size: 224, layers: 12, width: 768, patch_size: 32 },
    text_cfg: { context_length: 77, vocab_size: 49408, width: 512, heads: 8, layers: 12 },
  };

  test('quick_gelu is said or it is gelu', () => {
    expect(parse({ ...cfg, quick_gelu: true })).toEqual(base);
    const { text, vision } = parse({ model_cfg: cfg, preprocess_cfg: {} });
    expect([text.activation, vision.activation]).toEqual(['gelu', 'gelu']);
  });

  test('head width, feed-forward ratio, square sizes as pairs', () => {
    const vision = { ...cfg.vision_cfg, head_width: 96, mlp_ratio: 3.5, image_size: [192, 192] };
    expect(parse({ ...cfg, vision_cfg: vision }).vision).toMatchObject({
      heads: 8,
      feedForwardWidth: 2688,
      imageSize: 192,
    });
  });

  test.each([
    [{ vision_cfg: { ...cfg.vision_cfg, layers: [3, 4, 6, 3] } }, 'vision_cfg.layers is [3,4,6,3]'],
    [
      { vision_cfg: { ...cfg.vision_cfg, timm_model_name: 'convnext' } },
      'vision_cfg.timm_model_name is "convnext"',
    ],
    [{ vision_cfg: { ...cfg.vision_cfg, pool_type: 'avg' } }, 'vision_cfg.pool_type is "avg", expected tok'],
    [{ vision_cfg: { ...cfg.vision_cfg, image_size: [224, 192] } }, 'vision_cfg.image_size is [224,192]'],
    [{ vision_cfg: { ...cfg.vision_cfg, head_width: 100 } }, 'no multiple of its heads'],
    [{ text_cfg: { ...cfg.text_cfg, hf_model_name: 'roberta' } }, 'text_cfg.hf_model_name is "roberta"'],
    [{ text_cfg: { ...cfg.text_cfg, act_kwargs: { approximate: 'tanh' } } }, 'text_cfg.act_kwargs'],
    [{ embed_dim: undefined }, 'embed_dim is missing'],
    [{ text_cfg: undefined }, 'text_cfg is missing, expected an object'],
  ])('variants are refused by name: %#', (change, message) => {
    expect(() => parse({ model_cfg: { ...cfg, ...change } })).toThrow(
      expect.objectContaining({ code: 'badConfig', message: expect.stringContaining(message) }),
    );
  });

  test('its preprocessing', () => {
    const own = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], interpolation: 'bilinear' };
    expect(openClipPreprocessing({ preprocess_cfg: own }, base, 'x')).toEqual({ ...own, size: 224 });
    expect(openClipPreprocessing({}, base, 'x')).toEqual(clipPreprocessing(base));
  });
});

describe('preprocessor_config.json', () => {
  const parsed = (json: object) => parsePreprocessing(json, base, 'preprocessor_config.json');

  test.each([
    {},
    { size: 224, crop_size: 224 },
    { size: { shortest_edge: 224 }, crop_size: { height: 224, width: 224 }, do_resize: true, resample: 3 },
    { size: { height: 224, width: 224 }, rescale_factor: 0.00392156862745098 },
    preprocessorJson(clipPreprocessing(base)),
  ])("CLIP's own, written in one way or another: %#", (json) => {
    expect(parsed(json)).toEqual(clipPreprocessing(base));
  });

  test('other colours, no normalisation, bilinear', () => {
    const values = { image_mean: [0.1, 0.2, 0.3], image_std: [1, 2, 3] };
    expect(parsed({ ...values, resample: 2 })).toEqual({
      size: 224,
      mean: [0.1, 0.2, 0.3],
      std: [1, 2, 3],
      interpolation: 'bilinear',
    });
    expect(parsed({ ...values, do_normalize: false })).toMatchObject({ mean: [0, 0, 0], std: [1, 1, 1] });
    const bilinear = { ...clipPreprocessing(base), interpolation: 'bilinear' as const };
    expect(parsed(preprocessorJson(bilinear))).toEqual(bilinear);
  });

  test.each([
    [{ size: 336 }, 'mismatch', 'makes pictures of 336 pixels, the model reads 224'],
    [{ crop_size: { height: 224, width: 200 } }, 'badConfig', 'crop_size is {"height":224,"width":200}'],
    [{ do_center_crop: false }, 'badConfig', 'do_center_crop is false'],
    [{ image_std: [1, 0, 1] }, 'badConfig', 'image_std'],
    [{ resample: 1 }, 'badConfig', 'resample is 1, expected 3 (bicubic) or 2 (bilinear)'],
    [{ rescale_factor: 1 }, 'badConfig', 'rescale_factor is 1'],
  ])('refused by name: %j', (json, code, message) => {
    expect(() => parsed(json)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });
});

test('fingerprints are equal exactly where architectures are', () => {
  const all = Object.values(architectures);
  expect(new Set(all.map(fingerprint)).size).toBe(all.length);
  expect(fingerprint(parse(configJson(base, 'F16')))).toBe(fingerprint(base));
  expect(fingerprint({ ...base, text: { ...base.text, activation: 'gelu' } })).not.toBe(fingerprint(base));
  expect(fingerprint(base)).toBe(
    'clip e512 text d512 l12 h8 f2048 quickGelu 1e-5 v49408 c77 vision d768 l12 h12 f3072 quickGelu 1e-5 i224 p32',
  );
});

test('every released architecture is named on the hub', () => {
  expect(Object.keys(models)).toEqual(Object.keys(architectures));
});
