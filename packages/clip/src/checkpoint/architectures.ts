import type { ClipConfig } from '../config';

function openAi(
  embeddingWidth: number,
  text: { width: number; heads: number },
  vision: { width: number; heads: number; layers: number; imageSize: number; patchSize: number },
): ClipConfig {
  const shared = { activation: 'quickGelu', layerNormEpsilon: 1e-5 } as const;
  return {
    embeddingWidth,
    text: {
      ...{ ...shared, ...text, layers: 12, feedForwardWidth: text.width * 4 },
      ...{ vocabularySize: 49_408, contextLength: 77 },
    },
    vision: { ...shared, ...vision, feedForwardWidth: vision.width * 4 },
  };
}

const base = { width: 768, heads: 12, layers: 12, imageSize: 224 };
const large = { width: 1024, heads: 16, layers: 24, patchSize: 14 };

/** The vision transformers that OpenAI released, as data: what can be said about them without a checkpoint. */
export const architectures = {
  'ViT-B/32': openAi(512, { width: 512, heads: 8 }, { ...base, patchSize: 32 }),
  'ViT-B/16': openAi(512, { width: 512, heads: 8 }, { ...base, patchSize: 16 }),
  'ViT-L/14': openAi(768, { width: 768, heads: 12 }, { ...large, imageSize: 224 }),
  'ViT-L/14@336px': openAi(768, { width: 768, heads: 12 }, { ...large, imageSize: 336 }),
} as const satisfies Readonly<Record<string, ClipConfig>>;

export type Architecture = keyof typeof architectures;

/** Where each of them is on the HuggingFace hub. */
export const models: Readonly<Record<Architecture, string>> = {
  'ViT-B/32': 'openai/clip-vit-base-patch32',
  'ViT-B/16': 'openai/clip-vit-base-patch16',
  'ViT-L/14': 'openai/clip-vit-large-patch14',
  'ViT-L/14@336px': 'openai/clip-vit-large-patch14-336',
};
