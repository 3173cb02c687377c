import type { ClipConfig, Preprocessing } from '@dsra/clip';
import { PICTURE_SIDE } from '../world/drawScene';

/** Longest sentence in tokens, start and end token included. */
export const CONTEXT_LENGTH = 64;

const HEAD_WIDTH = 32;

/** The embedded model's architecture: two towers of different width and equal depth. */
export function architecture(vocabularySize: number): ClipConfig {
  const tower = (width: number) => ({
    width,
    layers: 4,
    heads: width / HEAD_WIDTH,
    feedForwardWidth: 4 * width,
    activation: 'quickGelu' as const,
    layerNormEpsilon: 1e-5,
  });
  return {
    embeddingWidth: 96,
    text: { ...tower(96), vocabularySize, contextLength: CONTEXT_LENGTH },
    vision: { ...tower(128), imageSize: PICTURE_SIDE, patchSize: 12 },
  };
}

export const preprocessing: Preprocessing = {
  size: PICTURE_SIDE,
  mean: [0.5, 0.5, 0.5],
  std: [0.25, 0.25, 0.25],
};
