import { DsraError, type Linear, type LinearAdapter } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import type { Clip } from './clip';
import { createClip } from './createClip';
import type { AdapterAt, Site } from './insertions';
import { type BlockWeights, type ClipWeights, mapWeights } from './weights';

/** Linear adapters of both towers. */
export interface TowerAdapters {
  readonly text?: readonly AdapterAt<LinearAdapter>[];
  readonly vision?: readonly AdapterAt<LinearAdapter>[];
}

/** The linear map that stands at a site. */
const linearAt: Readonly<
  Record<Site, 'queryKeyValue' | 'attentionOut' | 'feedForwardIn' | 'feedForwardOut'>
> = {
  attentionIn: 'queryKeyValue',
  attentionOut: 'attentionOut',
  feedForwardIn: 'feedForwardIn',
  feedForwardOut: 'feedForwardOut',
};

/**
 * Folds adapters into CLIP's own weights: a plain Clip that gives the same features without them.
 * Several adapters at one site fold in the order in which they are applied, the first outermost.
 *
 * @returns a new Clip that owns its weights; the given one is untouched, both are to be disposed
 */
export function mergeAdapters(clip: Clip, adapters: TowerAdapters): Clip {
  const weights = tf.tidy(() => {
    const { text, vision, logitScale } = clip.weights;
    const merged: ClipWeights = {
      text: { ...text, blocks: mergeBlocks(text.blocks, adapters.text ?? [], 'text') },
      vision: { ...vision, blocks: mergeBlocks(vision.blocks, adapters.vision ?? [], 'vision') },
      logitScale,
    };
    const copy = mapWeights(merged, (tensor) => tf.clone(tensor));
    return copy as unknown as tf.TensorContainerObject;
  }) as unknown as ClipWeights;
  return createClip({ ...clip, weights });
}

function mergeBlocks(
  blocks: readonly BlockWeights[],
  adapters: readonly AdapterAt<LinearAdapter>[],
  tower: string,
): BlockWeights[] {
  const merged = [...blocks];
  for (const { layer, site, adapter } of [...adapters].reverse()) {
    const block = merged[layer];
    if (!block)
      throw new DsraError(
        'mismatch',
        `the ${tower} tower has no layer ${layer}: it ends at ${blocks.length - 1}`,
      );
    const linear: Linear = adapter.merge(block[linearAt[site]]);
    merged[layer] = { ...block, [linearAt[site]]: linear };
  }
  return merged;
}
