import type { Params } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import { classify } from '../training/objective';
import { chunkSizes } from '../training/memory';
import type { Run } from '../training/run';
import { encodeAll, imageTower, textTower } from '../training/towers';

/** Parameters in use: features of the classes are computed once, at the first need. */
export interface Inference {
  readonly run: Run;
  readonly params: Params;
  /** Normalised pixels `[B, H, W, 3]` → logits `[B, C]`, owned by the caller. */
  logits(pixels: tf.Tensor4D): tf.Tensor2D;
  /** Disposes the features of the classes, not the parameters. */
  dispose(): void;
}

export function inference(run: Run, params: Params): Inference {
  let classes: tf.Tensor2D | undefined;
  const text = () => (classes ??= tf.keep(encodeAll(textTower(run, chunks(1).text), params)));
  const chunks = (images: number) => chunkSizes(run.setup, images, run.memoryBudget);
  return {
    run,
    params,
    logits: (pixels) =>
      tf.tidy(() => {
        const image = encodeAll(imageTower(run, pixels, chunks(pixels.shape[0]).image), params);
        return classify(run, params, { image, text: text() }).logits;
      }),
    dispose: () => {
      classes?.dispose();
      classes = undefined;
    },
  };
}
