import type { ClipConfig, TowerConfig } from '../config';
import { type ClipLayout, type Stored, linear, norm, patches, same, transposed } from './layout';

/** The names and shapes of `transformers`' CLIPModel. */
export function huggingFaceLayout({ embeddingWidth, text, vision }: ClipConfig): ClipLayout {
  const words = 'text_model.embeddings';
  const pixels = 'vision_model.embeddings';
  return {
    text: {
      tokenEmbedding: same(`${words}.token_embedding.weight`, text.vocabularySize, text.width),
      positionEmbedding: same(`${words}.position_embedding.weight`, text.contextLength, text.width),
      blocks: blocks('text_model', text),
      finalNorm: norm('text_model.final_layer_norm', text.width),
      projection: transposed('text_projection.weight', embeddingWidth, text.width),
    },
    vision: {
      patchEmbedding: patches(`${pixels}.patch_embedding.weight`, vision.width, vision.patchSize),
      classEmbedding: same(`${pixels}.class_embedding`, vision.width),
      positionEmbedding: same(
        `${pixels}.position_embedding.weight`,
        1 + (vision.imageSize / vision.patchSize) ** 2,
        vision.width,
      ),
      // The misspelling is the format's.
      preNorm: norm('vision_model.pre_layrnorm', vision.width),
      blocks: blocks('vision_model', vision),
      postNorm: norm('vision_model.post_layernorm', vision.width),
      projection: transposed('visual_projection.weight', embeddingWidth, vision.width),
    },
    logitScale: same('logit_scale'),
  };
}

function blocks(
  tower: string,
  { layers, width, feedForwardWidth }: TowerConfig,
): ClipLayout['text']['blocks'] {
  return Array.from({ length: layers }, (_, layer) => {
    const name = `${tower}.encoder.layers.${layer}`;
    const joined = (part: string, shape: number[], order: Stored['order']): Stored => ({
      names: ['q', 'k', 'v'].map((which) => `${name}.self_attn.${which}_proj.${part}`),
      shape,
      order,
    });
    return {
      attentionNorm: norm(`${name}.layer_norm1`, width),
      queryKeyValue: {
        kernel: joined('weight', [width, width], 'transposed'),
        bias: joined('bias', [width], 'same'),
      },
      attentionOut: linear(`${name}.self_attn.out_proj`, width, width),
      feedForwardNorm: norm(`${name}.layer_norm2`, width),
      feedForwardIn: linear(`${name}.mlp.fc1`, width, feedForwardWidth),
      feedForwardOut: linear(`${name}.mlp.fc2`, feedForwardWidth, width),
    };
  });
}
