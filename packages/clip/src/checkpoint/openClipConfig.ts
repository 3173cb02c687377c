/**
 * OpenCLIP's `open_clip_config.json`, or the bare model configuration inside it. Keys that a file leaves out have that
 * format's defaults; `quick_gelu` is false by default there. Variants of the architecture are refused by name.
 */
import * as z from 'zod/mini';
import type { ClipConfig, TowerConfig } from '../config';
import { count, layerCount, positive, record, validate } from './validate';

/** A variant that is not CLIP's own architecture may only be switched off. */
const off = (...plain: (string | number | boolean)[]) =>
  z.nullish(
    z.literal([false, ...plain], {
      error: `${plain.join(' or ') || 'false'}: other variants are not supported`,
    }),
  );

const towerShape = (width: number) => ({
  width: z._default(count, width),
  layers: z._default(layerCount, 12),
  mlp_ratio: z._default(positive, 4),
  ls_init_value: off(),
  act_kwargs: z.nullish(z.strictObject({}, { error: 'nothing: other variants are not supported' })),
  norm_kwargs: z._default(record({ eps: z._default(positive, 1e-5) }), { eps: 1e-5 }),
});

const pictureSize = z.union([count, z.tuple([count, count])], { error: 'a whole number' });
const square = { error: 'the same in both directions' };

const visionSchema = record({
  ...towerShape(768),
  head_width: z._default(count, 64),
  image_size: z._default(
    pictureSize.check(z.refine((size) => typeof size === 'number' || size[0] === size[1], square)),
    224,
  ),
  patch_size: z._default(count, 16),
  timm_model_name: off(),
  attentional_pool: off(),
  attn_pooler_type: off(),
  global_average_pool: off(),
  input_patchnorm: off(),
  no_ln_pre: off(),
  final_ln_after_pool: off(),
  pos_embed_type: off('learnable'),
  pool_type: off('tok'),
});

const textSchema = record({
  ...towerShape(512),
  heads: z._default(count, 8),
  vocab_size: z._default(count, 49408),
  context_length: z._default(count, 77),
  hf_model_name: off(),
  embed_cls: off(),
  no_causal_mask: off(),
  proj_bias: off(),
  pool_type: off('argmax'),
  proj_type: off('linear'),
});

const modelSchema = record({
  embed_dim: count,
  quick_gelu: z._default(z.boolean({ error: 'true or false' }), false),
  vision_cfg: visionSchema,
  text_cfg: textSchema,
  multimodal_cfg: off(),
});

const schema = record({ model_cfg: modelSchema });

/** Whether a JSON value is of this form at all. */
export function isOpenClipConfig(json: unknown): boolean {
  if (typeof json !== 'object' || json === null) return false;
  return 'model_cfg' in json || ('embed_dim' in json && 'vision_cfg' in json);
}

/** @throws DsraError `badConfig` */
export function openClipConfig(json: unknown, file: string): ClipConfig {
  const whole = typeof json === 'object' && json !== null && 'model_cfg' in json;
  const model = whole ? validate(schema, json, file).model_cfg : validate(modelSchema, json, file);
  const { text_cfg: text, vision_cfg: vision, quick_gelu: quick } = model;
  return {
    embeddingWidth: model.embed_dim,
    text: {
      ...tower(text, text.heads, quick),
      vocabularySize: text.vocab_size,
      contextLength: text.context_length,
    },
    vision: {
      ...tower(vision, vision.width / vision.head_width, quick),
      imageSize: typeof vision.image_size === 'number' ? vision.image_size : vision.image_size[0],
      patchSize: vision.patch_size,
    },
  };
}

type Tower = Pick<z.infer<typeof textSchema>, 'width' | 'layers' | 'mlp_ratio' | 'norm_kwargs'>;

function tower(config: Tower, heads: number, quick: boolean): TowerConfig {
  return {
    width: config.width,
    layers: config.layers,
    heads,
    feedForwardWidth: Math.trunc(config.width * config.mlp_ratio),
    activation: quick ? 'quickGelu' : 'gelu',
    layerNormEpsilon: config.norm_kwargs.eps,
  };
}
