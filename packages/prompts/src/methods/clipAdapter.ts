import { type ClipConfig } from '@dsra/clip';
import { fromLeaves, leafAt, type Params, type Shapes } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import type { Method } from '../method';
import type { PaperSettings } from '../paperSettings';
import { initDense } from '../parts/dense';
import { recipe } from '../recipe';
import { sentences } from '../setup';
import type { MethodEntry } from './entry';
import { template, weight, wholeNumber } from './options';

export interface ClipAdapterOptions {
  /** How much of an image's feature comes from the adapter, the rest from CLIP. Default: 0.2. */
  readonly ratio?: number;
  /** How many times narrower than the feature the adapter is in between. Default: 4. */
  readonly reduction?: number;
  /** How the classes are written. Default: what a method combined with it says, or "a photo of a {}." */
  readonly template?: string;
}

const training = { epochs: 200, batchSize: 32, learningRate: 2e-3 };
const source =
  'gaopengcuhk/CLIP-Adapter has no settings of its own and refers to CoOp’s (ImageNet: 50 epochs)';
const settings: PaperSettings = {
  fewShot: { training, epochsFromShots: { 1: 50, 2: 100, 8: 200 }, source },
  baseToNew: { training, source },
  crossDataset: { training: { ...training, epochs: 50 }, source },
};

/**
 * CLIP-Adapter (Gao et al., IJCV 2023): a small network on top of the frozen image tower,
 *
 *     f ← ratio · relu(relu(f·down)·up) + (1 − ratio) · f
 *
 * 131,072 parameters on ViT-B/16.
 */
export function clipAdapter(options: ClipAdapterOptions = {}): Method {
  const { ratio = 0.2, reduction = 4, template: written } = options;
  return {
    recipe: recipe('clipAdapter', options),
    defaults: training,
    ...(written !== undefined && { prompts: sentences(written) }),
    parameters: {
      shapes: ({ config }) => shapesOf(config, reduction),
      init: (random, { clip }) =>
        fromLeaves(
          Object.entries(shapesOf(clip.config, reduction)).map(
            ([path, shape]) => [path, initDense(random, shape, shape[0]!)] as const,
          ),
        ),
    },
    features: (params, { image, text }) => ({
      image: tf.add(tf.mul(bottleneck(params, image), ratio), tf.mul(image, 1 - ratio)),
      text,
    }),
  };
}

function shapesOf({ embeddingWidth }: ClipConfig, reduction: number): Shapes {
  const hidden = Math.max(Math.floor(embeddingWidth / reduction), 1);
  return { down: [embeddingWidth, hidden], up: [hidden, embeddingWidth] };
}

/** Without biases, and with a second ReLU: it can only add. `[B, e]`, not normalised → `[B, e]`. */
export function bottleneck(params: Params, image: tf.Tensor2D): tf.Tensor2D {
  const hidden = tf.relu(tf.matMul(image, leafAt(params, 'down') as tf.Tensor2D));
  return tf.relu(tf.matMul(hidden, leafAt(params, 'up') as tf.Tensor2D));
}

export const clipAdapterEntry: MethodEntry = {
  paper: 'Gao et al., CLIP-Adapter: Better Vision-Language Models with Feature Adapters, IJCV 2023',
  trains: 'a small network on the image features',
  freshIsZeroShot: false,
  settings,
  options: {
    ratio: weight('how much of an image’s feature comes from the adapter', 0.2),
    reduction: wholeNumber('how many times narrower than the feature the adapter is in between', 4),
    template,
  },
  create: (options) => clipAdapter(options),
};
