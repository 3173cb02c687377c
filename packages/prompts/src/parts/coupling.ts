/**
 * MaPLe's coupling: image prompts are linear images of the text prompts (Khattak et al. 2023, Eq. 6;
 * muzairkhattak/multimodal-prompt-learning trainers/maple.py).
 */
import type { ClipConfig, VectorsAt } from '@dsra/clip';
import { type Params, type Random, type Shapes } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import { dense, denseShapes, initDense } from './dense';

/** Whether each block has a coupling of its own, or all behind block 0 the same one (MaPLe*). */
export type CouplingSharing = 'separate' | 'shared';

/** Where the coupling of a block lies. */
export const couplingPath = (layer: number, sharing: CouplingSharing): string =>
  sharing === 'shared' && layer > 0 ? 'coupling.deep' : `coupling.${layer}`;

export const couplingShapes = (
  layers: readonly number[],
  sharing: CouplingSharing,
  config: ClipConfig,
): Shapes =>
  Object.assign(
    {},
    ...layers.map((layer) =>
      denseShapes(couplingPath(layer, sharing), config.text.width, config.vision.width),
    ),
  ) as Shapes;

/** Leaves of fresh couplings by path. The deep ones begin alike: the official code copies one. The caller owns them. */
export function initCouplings(
  random: Random,
  layers: readonly number[],
  sharing: CouplingSharing,
  config: ClipConfig,
): [string, tf.Tensor][] {
  const fresh = (path: string): [string, tf.Tensor][] =>
    Object.entries(denseShapes(path, config.text.width, config.vision.width)).map(([name, shape]) => [
      name,
      initDense(random, shape, config.text.width),
    ]);
  const [first, ...deep] = [...new Set(layers.map((layer) => couplingPath(layer, sharing)))];
  const start = first === undefined ? [] : fresh(first);
  if (deep.length === 0) return start;
  const one = fresh(deep[0]!);
  const copies = deep
    .slice(1)
    .flatMap((path) =>
      one.map(([name, tensor]): [string, tf.Tensor] => [name.replace(deep[0]!, path), tf.clone(tensor)]),
    );
  return [...start, ...one, ...copies];
}

/** The image prompts that belong to the text prompts `text.<layer>`. */
export const coupledVectors = (
  params: Params,
  layers: readonly number[],
  sharing: CouplingSharing,
): VectorsAt[] =>
  layers.map((layer) => ({
    layer,
    vectors: dense(params, couplingPath(layer, sharing), (params.text as Params)[layer] as tf.Tensor),
    at: layer === 0 ? 'append' : 'last',
  }));
