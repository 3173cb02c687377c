/**
 * CoCoOp's meta network: an image's feature → a shift of the context for this image (Zhou et al. 2022, Eq. 3;
 * KaiyangZhou/CoOp trainers/cocoop.py). Linear → ReLU → Linear, a sixteenth as wide as the feature in between.
 */
import { type ClipConfig, normalise } from '@dsra/clip';
import { fromLeaves, type Params, type Random, type Shapes } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import { dense, denseShapes, initDense } from './dense';

const REDUCTION = 16;

const hiddenWidth = ({ embeddingWidth }: ClipConfig) => Math.max(Math.floor(embeddingWidth / REDUCTION), 1);

export const metaNetShapes = (config: ClipConfig): Shapes => ({
  ...denseShapes('metaNet.first', config.embeddingWidth, hiddenWidth(config)),
  ...denseShapes('metaNet.second', hiddenWidth(config), config.text.width),
});

/** Fresh parameters; the caller owns them. */
export function initMetaNet(random: Random, config: ClipConfig): Params {
  const fanIn = (path: string) => (path.includes('first') ? config.embeddingWidth : hiddenWidth(config));
  return fromLeaves(
    Object.entries(metaNetShapes(config)).map(
      ([path, shape]) => [path, initDense(random, shape, fanIn(path))] as const,
    ),
  );
}

/** `[B, e]`, not normalised → shifts `[B, text width]`. */
export const contextShift = (params: Params, image: tf.Tensor2D): tf.Tensor2D =>
  dense(params, 'metaNet.second', tf.relu(dense(params, 'metaNet.first', normalise(image))));
