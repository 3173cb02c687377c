import type { ClipConfig } from '@dsra/clip';

const tower = { layers: 2, heads: 2, activation: 'quickGelu', layerNormEpsilon: 1e-5 } as const;

/** The smallest CLIP with every kind of layer. */
export const tinyConfig: ClipConfig = {
  embeddingWidth: 16,
  text: { ...tower, width: 24, feedForwardWidth: 96, vocabularySize: 983, contextLength: 32 },
  vision: { ...tower, width: 32, feedForwardWidth: 128, imageSize: 16, patchSize: 4 },
};
