import { fromLeaves, leaves, leafAt } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import type { Method } from '../method';
import type { PaperSettings } from '../paperSettings';
import { contextPrompts, contextShape, countWords, initContext } from '../parts/context';
import { contextShift, initMetaNet, metaNetShapes } from '../parts/metaNet';
import { checkWhole } from '../parts/vectors';
import { recipe } from '../recipe';
import type { MethodEntry } from './entry';
import { wholeNumber, words } from './options';

export interface CoCoOpOptions {
  /** How many vectors. Default: 4. */
  readonly contextTokens?: number;
  /** The words that they start as; an empty text: random vectors. Default: "a photo of a". */
  readonly words?: string;
}

const training = { epochs: 10, batchSize: 1, learningRate: 2e-3 };
const source = 'KaiyangZhou/CoOp configs/trainers/CoCoOp/vit_b16_c4_ep10_batch1_ctxv1.yaml';
const settings: PaperSettings = {
  fewShot: { training, source: `${source}; none of its own, base-to-new’s` },
  baseToNew: { training, source },
  crossDataset: { training, source },
};

/**
 * CoCoOp (Zhou et al., CVPR 2022): CoOp's context, shifted for each image by a small network that reads the image's
 * feature. Every class is encoded once per image. 35,360 parameters on ViT-B/16.
 */
export function coCoOp(options: CoCoOpOptions = {}): Method {
  const start = options.words ?? 'a photo of a';
  const given = start.trim() === '' ? undefined : start;
  const context = { contextTokens: options.contextTokens ?? (given ? countWords(given) : 4), words: given };
  checkWhole('contextTokens', context.contextTokens, 1);
  return {
    recipe: recipe('coCoOp', options),
    defaults: training,
    prompts: contextPrompts(context),
    parameters: {
      shapes: (architecture) => ({
        context: contextShape(context, architecture),
        ...metaNetShapes(architecture.config),
      }),
      init: (random, frame) =>
        fromLeaves([
          ['context', initContext(context, random, frame)] as const,
          ...leaves(initMetaNet(random, frame.clip.config)),
        ]),
    },
    textPerImage: (params, image) => {
      const shift = tf.expandDims(contextShift(params, image), 1);
      const vectors = tf.add(tf.expandDims(leafAt(params, 'context'), 0), shift);
      return { vectors: [{ layer: 0, vectors, at: 1, per: 'image' }] };
    },
  };
}

export const coCoOpEntry: MethodEntry = {
  paper: 'Zhou et al., Conditional Prompt Learning for Vision-Language Models, CVPR 2022',
  trains: 'a context, and a network that shifts it for each image',
  freshIsZeroShot: false,
  settings,
  options: { contextTokens: wholeNumber('how many vectors', 4), words: words('a photo of a') },
  create: (options) => coCoOp(options),
};
