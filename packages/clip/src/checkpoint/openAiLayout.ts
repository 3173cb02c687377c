import type { ClipConfig, TowerConfig } from '../config';
import { type ClipLayout, linear, norm, patches, same, transposed } from './layout';

/** The names and shapes of openai/CLIP and OpenCLIP; newer OpenCLIP models have the text tower behind `text.`. */
export function openAiLayout(
  { embeddingWidth, text, vision }: ClipConfig,
  textPrefix: '' | 'text.',
): ClipLayout {
  return {
    text: {
      tokenEmbedding: same(`${textPrefix}token_embedding.weight`, text.vocabularySize, text.width),
      positionEmbedding: same(`${textPrefix}positional_embedding`, text.contextLength, text.width),
      blocks: blocks(textPrefix, text),
      finalNorm: norm(`${textPrefix}ln_final`, text.width),
      projection: same(`${textPrefix}text_projection`, text.width, embeddingWidth),
    },
    vision: {
      patchEmbedding: patches('visual.conv1.weight', vision.width, vision.patchSize),
      classEmbedding: same('visual.class_embedding', vision.width),
      positionEmbedding: same(
        'visual.positional_embedding',
        1 + (vision.imageSize / vision.patchSize) ** 2,
        vision.width,
      ),
      preNorm: norm('visual.ln_pre', vision.width),
      blocks: blocks('visual.', vision),
      postNorm: norm('visual.ln_post', vision.width),
      projection: same('visual.proj', vision.width, embeddingWidth),
    },
    logitScale: same('logit_scale'),
  };
}

function blocks(
  prefix: string,
  { layers, width, feedForwardWidth }: TowerConfig,
): ClipLayout['text']['blocks'] {
  return Array.from({ length: layers }, (_, layer) => {
    const name = `${prefix}transformer.resblocks.${layer}`;
    return {
      attentionNorm: norm(`${name}.ln_1`, width),
      queryKeyValue: {
        kernel: transposed(`${name}.attn.in_proj_weight`, 3 * width, width),
        bias: same(`${name}.attn.in_proj_bias`, 3 * width),
      },
      attentionOut: linear(`${name}.attn.out_proj`, width, width),
      feedForwardNorm: norm(`${name}.ln_2`, width),
      feedForwardIn: linear(`${name}.mlp.c_fc`, width, feedForwardWidth),
      feedForwardOut: linear(`${name}.mlp.c_proj`, feedForwardWidth, width),
    };
  });
}
