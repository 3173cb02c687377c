/**
 * HuggingFace's CLIPConfig. Keys that a file leaves out have the defaults of that format: those of ViT-B/32 with
 * quick_gelu. Where the old `text_config_dict` is there, it replaces `text_config`, as in `transformers`.
 */
import * as z from 'zod/mini';
import type { ClipConfig, TowerConfig } from '../config';
import { count, layerCount, positive, record, validate } from './validate';

const activation = z.enum(['quick_gelu', 'gelu'], { error: 'quick_gelu or gelu' });

const towerShape = (width: number, heads: number) => ({
  hidden_size: z._default(count, width),
  intermediate_size: z._default(count, width * 4),
  num_hidden_layers: z._default(layerCount, 12),
  num_attention_heads: z._default(count, heads),
  hidden_act: z._default(activation, 'quick_gelu'),
  layer_norm_eps: z._default(positive, 1e-5),
});

const textSchema = record({
  ...towerShape(512, 8),
  vocab_size: z._default(count, 49408),
  max_position_embeddings: z._default(count, 77),
});

const visionSchema = record({
  ...towerShape(768, 12),
  image_size: z._default(count, 224),
  patch_size: z._default(count, 32),
  num_channels: z._default(z.literal(3, { error: '3' }), 3),
});

const schema = record({
  model_type: z.optional(z.literal('clip', { error: '"clip", a model with an image and a text tower' })),
  projection_dim: z._default(count, 512),
  text_config: z.nullish(textSchema),
  text_config_dict: z.nullish(textSchema),
  vision_config: z.nullish(visionSchema),
  vision_config_dict: z.nullish(visionSchema),
});

/** Whether a JSON value is of this form at all. */
export function isHuggingFaceConfig(json: unknown): boolean {
  if (typeof json !== 'object' || json === null) return false;
  return 'model_type' in json || 'text_config' in json || 'text_config_dict' in json;
}

/** @throws DsraError `badConfig` */
export function huggingFaceConfig(json: unknown, file: string): ClipConfig {
  const config = validate(schema, json, file);
  const text = config.text_config_dict ?? config.text_config ?? validate(textSchema, {}, file);
  const vision = config.vision_config_dict ?? config.vision_config ?? validate(visionSchema, {}, file);
  return {
    embeddingWidth: config.projection_dim,
    text: { ...tower(text), vocabularySize: text.vocab_size, contextLength: text.max_position_embeddings },
    vision: { ...tower(vision), imageSize: vision.image_size, patchSize: vision.patch_size },
  };
}

type Tower = Pick<z.infer<typeof textSchema>, keyof ReturnType<typeof towerShape>>;

function tower(config: Tower): TowerConfig {
  return {
    width: config.hidden_size,
    layers: config.num_hidden_layers,
    heads: config.num_attention_heads,
    feedForwardWidth: config.intermediate_size,
    activation: config.hidden_act === 'gelu' ? 'gelu' : 'quickGelu',
    layerNormEpsilon: config.layer_norm_eps,
  };
}
