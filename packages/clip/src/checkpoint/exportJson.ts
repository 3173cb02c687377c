/** The JSON files of a HuggingFace checkpoint. */
import type { Preprocessing } from '../clip';
import type { ClipConfig, TowerConfig } from '../config';
import { END, START } from '../tokenizer/clipTokenizerJson';

/** What a tokenizer says about its ids. */
interface SpecialTokens {
  readonly startToken: number;
  readonly endToken: number;
}

/** `config.json`; without a tokenizer, start and end token are the last two ids, as in CLIP. */
export function configJson(config: ClipConfig, dtype: 'F32' | 'F16', tokens?: SpecialTokens): object {
  const { embeddingWidth, text, vision } = config;
  return {
    architectures: ['CLIPModel'],
    model_type: 'clip',
    initializer_factor: 1,
    logit_scale_init_value: 2.6592,
    projection_dim: embeddingWidth,
    torch_dtype: dtype === 'F16' ? 'float16' : 'float32',
    text_config: {
      ...tower('clip_text_model', text, embeddingWidth),
      vocab_size: text.vocabularySize,
      max_position_embeddings: text.contextLength,
      bos_token_id: tokens?.startToken ?? text.vocabularySize - 2,
      eos_token_id: tokens?.endToken ?? text.vocabularySize - 1,
      pad_token_id: 0,
    },
    vision_config: {
      ...tower('clip_vision_model', vision, embeddingWidth),
      image_size: vision.imageSize,
      patch_size: vision.patchSize,
      num_channels: 3,
    },
  };
}

function tower(type: string, config: TowerConfig, embeddingWidth: number): object {
  return {
    model_type: type,
    hidden_size: config.width,
    intermediate_size: config.feedForwardWidth,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    hidden_act: config.activation === 'gelu' ? 'gelu' : 'quick_gelu',
    layer_norm_eps: config.layerNormEpsilon,
    projection_dim: embeddingWidth,
    ...{ attention_dropout: 0, dropout: 0, initializer_factor: 1, initializer_range: 0.02 },
  };
}

/** `preprocessor_config.json` */
export function preprocessorJson({ size, mean, std, interpolation }: Preprocessing): object {
  return {
    image_processor_type: 'CLIPImageProcessor',
    do_convert_rgb: true,
    do_resize: true,
    size: { shortest_edge: size },
    resample: interpolation === 'bilinear' ? 2 : 3,
    do_center_crop: true,
    crop_size: { height: size, width: size },
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: true,
    image_mean: mean,
    image_std: std,
  };
}

/** `tokenizer_config.json`, for checkpoints that came without one. */
export function tokenizerConfigJson({ text }: ClipConfig): object {
  return {
    tokenizer_class: 'CLIPTokenizer',
    model_max_length: text.contextLength,
    ...{ bos_token: START, eos_token: END, pad_token: END, unk_token: END },
  };
}
